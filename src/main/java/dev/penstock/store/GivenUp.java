package dev.penstock.store;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Segments whose file is deleted, but whose memory is not free before the garbage collector finds
 * that nobody views it. Until then they count, so that a store never takes more than its capacity.
 * Confined to the store's thread.
 */
final class GivenUp {
  private final ReferenceQueue<Segment> collected = new ReferenceQueue<>();
  private final Set<Reference<Segment>> mapped = new HashSet<>();
  private long bytes;

  /** Counts a segment; the caller must keep no reference to it. */
  void add(Segment segment) {
    mapped.add(new Counted(segment, collected));
    bytes += segment.extent.length;
  }

  /** Bytes that are still mapped. */
  long bytes() {
    Reference<? extends Segment> gone = collected.poll();
    while (gone != null) {
      remove(gone);
      gone = collected.poll();
    }
    return bytes;
  }

  /** Waits until no more than so many bytes are mapped, or the time is over. */
  void await(long atMost, long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      while (bytes() > atMost) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        Reference<? extends Segment> gone = left <= 0 ? null : collected.remove(left);
        if (gone == null) {
          return;
        }
        remove(gone);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void remove(Reference<? extends Segment> gone) {
    mapped.remove(gone);
    bytes -= ((Counted) gone).bytes;
  }

  private static final class Counted extends PhantomReference<Segment> {
    final long bytes;

    Counted(Segment segment, ReferenceQueue<Segment> queue) {
      super(segment, queue);
      this.bytes = segment.extent.length;
    }
  }
}
