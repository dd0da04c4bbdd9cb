package dev.penstock.metrics;

import dev.penstock.Failure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How long calls took and how they ended, as counts per bucket.
 *
 * <p>Either owned by one thread, which records by {@link #add} with plain writes, or shared by all
 * and then written by {@link #addShared} only. Any thread may read at any time; what it reads may
 * lack the newest calls, and nothing is lost.
 */
public final class LatencyCell {
  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int SUM = LatencyBuckets.COUNT;
  private static final int FAILURES = SUM + 1;
  private static final int MOST_KINDS = 16;

  /**
   * Calls per bucket, the sum of their nanoseconds, failed calls by the kind's code on the wire.
   */
  private final long[] counts = new long[FAILURES + MOST_KINDS];

  /** Records a call. Only on the thread that owns the cell. */
  public void add(long nanos, @Nullable Failure failure) {
    plus(LatencyBuckets.of(nanos), 1);
    plus(SUM, nanos);
    if (failure != null) {
      plus(FAILURES + failure.wireCode(), 1);
    }
  }

  /** Records a call. Any thread. */
  public void addShared(long nanos, @Nullable Failure failure) {
    COUNTS.getAndAdd(counts, LatencyBuckets.of(nanos), 1L);
    COUNTS.getAndAdd(counts, SUM, nanos);
    if (failure != null) {
      COUNTS.getAndAdd(counts, FAILURES + failure.wireCode(), 1L);
    }
  }

  private void plus(int index, long amount) {
    COUNTS.setOpaque(counts, index, counts[index] + amount);
  }

  /** Adds what was recorded here to a snapshot. Any thread. */
  void addTo(LatencySnapshot.Builder snapshot) {
    for (int i = 0; i < LatencyBuckets.COUNT; i++) {
      snapshot.addBucket(i, read(i));
    }
    snapshot.addSum(read(SUM));
    for (Failure failure : Failure.values()) {
      snapshot.addFailures(failure, read(FAILURES + failure.wireCode()));
    }
  }

  private long read(int index) {
    return (long) COUNTS.getOpaque(counts, index);
  }
}
