package dev.penstock.router;

/**
 * Lets a warning through the first time and then at most once a minute, with a count of those held
 * back. Thread-safe: guarded by this object.
 */
final class RareWarning {
  private static final long PAUSE_NANOS = 60_000_000_000L;

  private boolean told;
  private long toldNanos;
  private int count;

  /**
   * Counts one.
   *
   * @return how many there were since the last that was let through, with this one; 0 to hold it
   *     back
   */
  synchronized int count(long nowNanos) {
    count++;
    if (told && nowNanos - toldNanos < PAUSE_NANOS) {
      return 0;
    }
    told = true;
    toldNanos = nowNanos;
    int counted = count;
    count = 0;
    return counted;
  }
}
