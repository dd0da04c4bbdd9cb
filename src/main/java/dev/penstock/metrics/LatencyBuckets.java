package dev.penstock.metrics;

import java.util.Arrays;

/**
 * The buckets of all latencies: ten per decade (the series R10 of ISO 3) from 50 µs to 100 s, so
 * that a percentile read from them is too high by 28 % at most. What takes less than 50 µs counts
 * as 50 µs.
 */
public final class LatencyBuckets {
  private static final double[] STEPS = {1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8};

  private static final long FIRST = 50_000;
  private static final long LAST = 100_000_000_000L;
  private static final long[] BOUNDS = bounds();

  /** The number of buckets; the last one has no upper bound. */
  public static final int COUNT = BOUNDS.length + 1;

  /** For each number of leading zeros the first bucket that such a time may belong to. */
  private static final byte[] FIRST_BY_ZEROS = firstByZeros();

  private LatencyBuckets() {}

  private static long[] bounds() {
    long[] found = new long[100];
    int count = 0;
    for (long decade = 10_000; decade <= LAST; decade *= 10) {
      for (double step : STEPS) {
        long bound = Math.round(decade * step);
        if (bound >= FIRST && bound <= LAST) {
          found[count++] = bound;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static byte[] firstByZeros() {
    byte[] first = new byte[65];
    for (int zeros = 0; zeros <= 64; zeros++) {
      long least = zeros == 64 ? 0 : Long.MIN_VALUE >>> zeros;
      int bucket = 0;
      while (bucket < BOUNDS.length && zeros > 0 && BOUNDS[bucket] < least) {
        bucket++;
      }
      first[zeros] = (byte) (zeros == 0 ? 0 : bucket);
    }
    return first;
  }

  /** The bucket of a time: the first one whose bound is not below it. A negative one is none. */
  public static int of(long nanos) {
    if (nanos <= FIRST) {
      return 0;
    }
    int bucket = FIRST_BY_ZEROS[Long.numberOfLeadingZeros(nanos)];
    while (bucket < BOUNDS.length && BOUNDS[bucket] < nanos) {
      bucket++;
    }
    return bucket;
  }

  /** The upper bound of a bucket in nanoseconds, inclusive; {@link Long#MAX_VALUE} of the last. */
  public static long bound(int bucket) {
    return bucket < BOUNDS.length ? BOUNDS[bucket] : Long.MAX_VALUE;
  }
}
