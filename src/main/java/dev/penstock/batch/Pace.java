package dev.penstock.batch;

/**
 * Decides how long a batch waits and how large it grows, by what it has learned from earlier ones.
 *
 * <p>With {@code n} items waiting, and a batch that costs {@code a + b·n}, one more item within
 * {@code w} raises the throughput if {@code (n+1) / (w + a + b·(n+1)) > n / (a + b·n)}, which is
 * {@code w < a/n}. That is also when the wait of all {@code n} costs them less than what the
 * newcomer saves. So one more item is worth {@code a/n}. Not thread-safe.
 */
final class Pace {
  /** Without any item for so long, or for two batches of one, none was to be expected. */
  private static final double LEAST_SILENCE = 200_000;

  private final int maxSize;
  private final long maxWaitNanos;
  private final long targetNanos;
  private final ServiceTime service = new ServiceTime();
  private final Arrivals arrivals = new Arrivals();
  private final Returns returns = new Returns();

  /** What was seen last of the items of one group. Belongs to the {@link Pace}. */
  static final class Trace {
    private final Arrivals.Trace arrivals = new Arrivals.Trace();
    private final Returns.Trace returns = new Returns.Trace();

    /** When something was seen last. */
    long lastNanos() {
      return Arrivals.lastNanos(arrivals);
    }
  }

  /**
   * A pace that has learned nothing.
   *
   * @param targetNanos time that an item should take at most; {@link Long#MAX_VALUE} for none
   */
  Pace(int maxSize, long maxWaitNanos, long targetNanos) {
    this.maxSize = maxSize;
    this.maxWaitNanos = maxWaitNanos;
    this.targetNanos = targetNanos;
  }

  /**
   * An item has come.
   *
   * @param coming whether other calls are on their way
   * @param pending how many items wait now
   */
  void onItem(Trace trace, long nowNanos, boolean coming, int pending) {
    double silence = Math.max(LEAST_SILENCE, 2 * service.of(1));
    arrivals.onItem(trace.arrivals, nowNanos, coming, pending, silence);
    returns.onItem(trace.returns, nowNanos);
  }

  /**
   * A batch has ended, whose callers may send new items.
   *
   * @param size of the batch
   * @param coming whether other calls are on their way
   * @param pending how many items wait now
   */
  void onEnd(Trace trace, long nowNanos, int size, boolean coming, int pending) {
    arrivals.onEnd(trace.arrivals, nowNanos, coming, pending);
    returns.onEnd(trace.returns, nowNanos, size);
  }

  /** Nobody looks for more items of that group. */
  void onForgotten(Trace trace, long nowNanos) {
    arrivals.onForgotten(trace.arrivals, nowNanos);
  }

  /** A batch has run without a failure. */
  void onRan(int size, long nanos) {
    service.ran(size, nanos);
  }

  /**
   * How many items the next batch takes at most.
   *
   * @param waitedNanos how long the oldest item has waited
   */
  int sizeLimit(long waitedNanos) {
    if (targetNanos == Long.MAX_VALUE) {
      return maxSize;
    }
    if (service.of(1) > targetNanos) {
      // Nothing is in time: batches of one would only make a queue of those that are late.
      return maxSize;
    }
    int largest = service.sizeWithin(targetNanos, maxSize);
    int inTime = service.sizeWithin(targetNanos - waitedNanos, maxSize);
    // Whoever cannot be in time is not helped by small batches, which make all others late.
    return 2 * inTime >= largest ? inTime : largest;
  }

  /** How long the oldest of so many items waits at most. */
  long waitLimit(int size) {
    if (targetNanos == Long.MAX_VALUE) {
      return maxWaitNanos;
    }
    long room = targetNanos - (long) service.of(Math.min(maxSize, size + 1));
    return Math.max(0, Math.min(maxWaitNanos, room));
  }

  /** Until when so many items should wait for more; a past time if they should not. */
  long worthUntil(Trace trace, long nowNanos, int pending) {
    if (!service.isKnown()) {
      return nowNanos;
    }
    double gain = service.fixed() / pending;
    long one = arrivals.worthUntil(trace.arrivals, nowNanos, gain);
    long many = returns.worthUntil(trace.returns, nowNanos, pending, maxSize, service);
    return one - many > 0 ? one : many;
  }
}
