package dev.penstock.store;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Room of this process that is being filled. */
final class OwnWriter implements ObjectWriter {
  private final Segment segment;
  private final Room room;
  private final int length;
  private final Recycler recycler;
  private final LongAdder puts;
  private final long generation;
  private @Nullable ByteBuffer buffer;
  private boolean ended;

  OwnWriter(Segment segment, Room room, int length, Recycler recycler, LongAdder puts) {
    this.segment = segment;
    this.room = room;
    this.length = length;
    this.recycler = recycler;
    this.puts = puts;
    this.generation = segment.begin(room.slot);
  }

  @Override
  public ByteBuffer buffer() {
    checkOpen();
    if (buffer == null) {
      buffer = segment.room(room, length);
    }
    return buffer;
  }

  @Override
  public StoredObject seal() {
    return seal(length);
  }

  @Override
  public StoredObject seal(int bytes) {
    checkOpen();
    if (bytes < 0 || bytes > length) {
      throw new IllegalArgumentException(
          "an object of " + bytes + " bytes cannot be made of room for " + length);
    }
    ended = true;
    if (bytes < length) {
      recycler.shorten(room, bytes);
    }
    puts.increment();
    return segment.seal(room, generation, bytes);
  }

  @Override
  public void abort() {
    if (!ended) {
      ended = true;
      segment.abandon(room.slot, generation);
      recycler.onAbort(room);
    }
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the object was sealed or given up already");
    }
  }
}
