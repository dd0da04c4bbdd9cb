package dev.penstock.batch;

/**
 * The buckets in which times are counted: two for each power of two, from one microsecond to a
 * minute.
 */
final class Ages {
  /** The number of buckets. */
  static final int BUCKETS = 54;

  private static final int FIRST_BITS = 10;
  private static final long FIRST = 1 << FIRST_BITS;

  private Ages() {}

  /** The bucket of a time in nanoseconds; a negative one is none. */
  static int bucket(long nanos) {
    if (nanos < FIRST) {
      return 0;
    }
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    int half = (int) (nanos >>> (power - 1)) & 1;
    return Math.min(BUCKETS - 1, 1 + 2 * (power - FIRST_BITS) + half);
  }

  /** The upper end of a bucket in nanoseconds. */
  static double bound(int bucket) {
    if (bucket == 0) {
      return FIRST;
    }
    long power = FIRST << ((bucket - 1) / 2);
    return (bucket - 1) % 2 == 0 ? power * 1.5 : power * 2.0;
  }
}
