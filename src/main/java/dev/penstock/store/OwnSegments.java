package dev.penstock.store;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments of this process by their numbers. They are made and removed by one thread, the one
 * that opens the store and then the store's own; all may look.
 */
final class OwnSegments {
  private final SegmentMaker maker;
  private final Client client;
  private final Recycler recycler;
  private final LongSupplier clock;
  private final ConcurrentMap<Integer, Segment> segments = new ConcurrentHashMap<>();
  private int next;
  private long bytes;

  OwnSegments(SegmentMaker maker, Client client, Recycler recycler, LongSupplier clock) {
    this.maker = maker;
    this.client = client;
    this.recycler = recycler;
    this.clock = clock;
  }

  /** Makes one; {@link Rooms} does not know it yet. */
  Segment make(long dataLength) throws IOException {
    SegmentFile file = maker.make(next, dataLength);
    Segment segment = new Segment(file, client, recycler, clock);
    segments.put(next, segment);
    next++;
    bytes += dataLength;
    return segment;
  }

  /** Removes one that holds no object, and its file. */
  Segment giveUp(int number) {
    Segment segment = segments.remove(number);
    bytes -= segment.extent.length;
    segment.giveUp();
    return segment;
  }

  @Nullable Segment find(int number) {
    return segments.get(number);
  }

  Collection<Segment> all() {
    return segments.values();
  }

  /** Bytes of data; for the thread that makes them. */
  long bytes() {
    return bytes;
  }
}
