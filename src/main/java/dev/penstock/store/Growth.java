package dev.penstock.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds room where {@link Rooms} has none: makes segments within the capacity, deletes empty ones
 * that are too small, and asks for what nobody uses. Confined to one thread: the one that opens the
 * store, then the store's own.
 *
 * <p>Invariant: the segments and what is still mapped of deleted ones never exceed the capacity.
 * That memory is free at the next garbage collection, which is asked for when its room is needed:
 * nobody else can know that no view of it is left.
 */
final class Growth {
  private static final Logger LOG = LoggerFactory.getLogger(Growth.class);

  /**
   * How long there is no pressure after it was in vain, unless a segment has been deleted since:
   * who fills the store with what is in use must not have the whole process collect garbage all the
   * time. In a process with a large heap a collection takes longer than this, so it is also a
   * multiple of the time that the last one has taken.
   */
  private static final long PRESSURE_MILLIS = 250;

  private static final long PAUSE_FOR_PRESSURE = 4;

  private static final long COLLECTED_WITHIN_MILLIS = 500;

  private final StoreSettings settings;
  private final long segment;
  private final long capacity;
  private final Rooms rooms;
  private final Recycler recycler;
  private final OwnSegments segments;
  private final GivenUp givenUp = new GivenUp();
  private long pressureEnded;
  private long pressureTook;
  private boolean pressedInVain;
  private boolean deletedSince;
  private @Nullable String failure;

  /** Growth to a capacity, which takes the place of the one in the settings. */
  Growth(
      StoreSettings settings, long capacity, Rooms rooms, Recycler recycler, OwnSegments segments) {
    this.settings = settings;
    this.segment = Rooms.sizeOf(settings.segment());
    this.capacity = capacity;
    this.rooms = rooms;
    this.recycler = recycler;
    this.segments = segments;
  }

  /**
   * Takes a room, by whatever has to be done for it.
   *
   * @throws StoreFullException if there is none to be had
   */
  Room place(long length) {
    long size = Rooms.sizeOf(length);
    failure = null;
    recycler.sweep();
    Room room = rooms.take(size);
    if (room == null) {
      room = grow(size);
    }
    if (room == null) {
      press();
      recycler.sweep();
      room = rooms.take(size);
    }
    if (room == null && failure == null) {
      room = grow(size);
    }
    if (room == null) {
      throw full(length);
    }
    return room;
  }

  /** Makes a segment for objects to come, if the capacity leaves one. */
  void makeOne() throws IOException {
    if (left() >= segment) {
      rooms.add(segments.make(segment).extent);
    }
  }

  private @Nullable Room grow(long size) {
    if (left() < size) {
      makeLeft(size);
    }
    long left = left();
    if (left < size) {
      return null;
    }
    try {
      long length = Math.max(size, Math.min(segment, left));
      return rooms.takeFirst(segments.make(length).extent, size);
    } catch (IOException e) {
      failure = e.getMessage() == null ? e.toString() : e.getMessage();
      return null;
    }
  }

  /** Bytes that new segments may have, whole pages. */
  private long left() {
    long left = capacity - segments.bytes() - givenUp.bytes();
    return left / SegmentLayout.PAGE * SegmentLayout.PAGE;
  }

  private void makeLeft(long size) {
    long missing = segments.bytes() + size - capacity;
    if (missing > 0 && !giveUpEmpty(missing)) {
      return;
    }
    if (left() < size && press()) {
      givenUp.await(capacity - segments.bytes() - size, COLLECTED_WITHIN_MILLIS);
    }
  }

  private boolean giveUpEmpty(long bytes) {
    var extents = rooms.withdrawEmpty(bytes);
    for (Extent extent : extents) {
      givenUp.add(segments.giveUp(extent.number));
      deletedSince = true;
    }
    return !extents.isEmpty();
  }

  private boolean press() {
    long now = settings.clock().getAsLong();
    long pause = Math.max(PRESSURE_MILLIS, PAUSE_FOR_PRESSURE * pressureTook);
    if (pressedInVain && !deletedSince && Math.abs(now - pressureEnded) < pause) {
      return false;
    }
    deletedSince = false;
    pressedInVain = true;
    try {
      pressedInVain = !settings.onPressure().getAsBoolean();
    } catch (RuntimeException e) {
      LOG.warn("asking for unused objects failed", e);
    }
    pressureEnded = settings.clock().getAsLong();
    pressureTook = Math.max(0, pressureEnded - now);
    return true;
  }

  private StoreFullException full(long length) {
    Rooms.Usage usage = rooms.usage();
    String sizes =
        "no room for an object of %d bytes: %d of %d bytes are in use by %d objects, "
                .formatted(length, usage.taken(), capacity, usage.objects())
            + "the largest free piece has %d bytes".formatted(usage.largest());
    if (usage.largest() == 0 && usage.taken() < usage.owned()) {
      sizes +=
          "; its segments have no place for the names of so many small objects, whatever their"
              + " bytes: raise store.threshold";
    }
    if (givenUp.bytes() > 0) {
      sizes += ", %d bytes of deleted segments are still viewed".formatted(givenUp.bytes());
    }
    if (failure != null) {
      return new StoreFullException(sizes + "; cannot grow: " + failure);
    }
    return new StoreFullException(
        sizes + "; close objects earlier, or raise store.capacity (" + capacity + ")");
  }
}
