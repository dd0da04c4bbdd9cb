package dev.penstock.store;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of the data of all segments are free: the smallest room that fits is taken, and what
 * is given back grows together with its free neighbours. Whole pages.
 *
 * <p>Invariants: the rooms of a segment, in the order of {@link Room#after}, cover its data without
 * a gap; no two neighbours are free; {@link #bySize} holds all free rooms and no other. Thread-safe
 * by one lock, under which nothing but this is done; what is private and not the lock is used under
 * it.
 */
final class Rooms {
  private final Object lock = new Object();

  private final TreeSet<Room> bySize = new TreeSet<>(Room::bySize);

  /** Looks for a size; never in the set. */
  private final Room wanted = new Room(new Extent(-1, 0, 0), -1, 0);

  private int segments;
  private int objects;

  /** Bytes of all segments. */
  private long owned;

  /** Bytes of all rooms that are taken. */
  private long taken;

  private volatile boolean scarce = true;

  /** Room for so many bytes: whole pages, at least one, but never more than can be mapped. */
  static long sizeOf(long bytes) {
    return Math.min(Math.max(SegmentLayout.PAGE, SegmentLayout.pages(bytes)), Integer.MAX_VALUE);
  }

  /**
   * Takes a room and a slot.
   *
   * @param size from {@link #sizeOf}
   * @return null if no free room is large enough
   */
  @Nullable Room take(long size) {
    synchronized (lock) {
      wanted.length = size;
      Room room = bySize.ceiling(wanted);
      while (room != null && !room.extent.hasSlot()) {
        room = bySize.higher(room);
      }
      return room == null ? null : take(room, size);
    }
  }

  /** Takes a room of a segment that nobody else has seen yet, and makes the rest known. */
  Room takeFirst(Extent extent, long size) {
    synchronized (lock) {
      return take(addFree(extent), size);
    }
  }

  private Room take(Room room, long size) {
    bySize.remove(room);
    room.free = false;
    room.slot = room.extent.takeSlot();
    taken += room.length;
    objects++;
    cut(room, size);
    checkScarce();
    return room;
  }

  /** Adds a segment, all of it free. */
  void add(Extent extent) {
    synchronized (lock) {
      addFree(extent);
      checkScarce();
    }
  }

  private Room addFree(Extent extent) {
    Room room = new Room(extent, 0, extent.length);
    room.free = true;
    bySize.add(room);
    segments++;
    owned += extent.length;
    return room;
  }

  /** Keeps the beginning of a taken room. */
  void shorten(Room room, long size) {
    synchronized (lock) {
      cut(room, size);
      checkScarce();
    }
  }

  private void cut(Room room, long size) {
    if (room.length <= size) {
      return;
    }
    Room rest = new Room(room.extent, room.offset + size, room.length - size);
    room.length = size;
    link(rest, room.after);
    link(room, rest);
    taken -= rest.length;
    addToFree(rest);
  }

  /** Gives a room back, and the slot with it. */
  void give(Room room) {
    synchronized (lock) {
      room.extent.giveSlot(room.slot);
      taken -= room.length;
      objects--;
      Room before = room.before;
      if (before != null && before.free) {
        bySize.remove(before);
        room.offset = before.offset;
        room.length += before.length;
        room.before = before.before;
        if (room.before != null) {
          room.before.after = room;
        }
      }
      addToFree(room);
      checkScarce();
    }
  }

  /** Makes a room free that has no free neighbour before it. */
  private void addToFree(Room room) {
    Room after = room.after;
    if (after != null && after.free) {
      bySize.remove(after);
      room.length += after.length;
      link(room, after.after);
    }
    room.free = true;
    bySize.add(room);
  }

  private static void link(Room room, @Nullable Room after) {
    room.after = after;
    if (after != null) {
      after.before = room;
    }
  }

  /**
   * Takes empty segments away, the largest first, until they make so many bytes; none at all if
   * they do not reach.
   */
  List<Extent> withdrawEmpty(long bytes) {
    synchronized (lock) {
      List<Room> chosen = new ArrayList<>();
      long found = 0;
      for (Room room : bySize.descendingSet()) {
        if (found >= bytes) {
          break;
        }
        if (room.extent.isEmpty()) {
          chosen.add(room);
          found += room.length;
        }
      }
      if (found < bytes) {
        return List.of();
      }
      for (Room room : chosen) {
        bySize.remove(room);
        segments--;
        owned -= room.length;
      }
      checkScarce();
      return chosen.stream().map(room -> room.extent).toList();
    }
  }

  private void checkScarce() {
    boolean now = owned - taken <= owned / 4;
    if (now != scarce) {
      scarce = now;
    }
  }

  /** Whether no more than a quarter of the owned bytes is free. */
  boolean isScarce() {
    return scarce;
  }

  /** How much there is now. */
  Usage usage() {
    synchronized (lock) {
      long largest = 0;
      for (Room room : bySize.descendingSet()) {
        if (room.extent.hasSlot()) {
          largest = room.length;
          break;
        }
      }
      return new Usage(owned, taken, objects, segments, bySize.size(), largest);
    }
  }

  /**
   * What is taken of what there is.
   *
   * @param owned bytes of all segments
   * @param taken bytes of rooms that are taken
   * @param objects number of rooms that are taken
   * @param segments number of segments
   * @param pieces number of free rooms
   * @param largest bytes of the largest free room that an object can have: its segment has a slot
   */
  record Usage(long owned, long taken, int objects, int segments, int pieces, long largest) {}
}
