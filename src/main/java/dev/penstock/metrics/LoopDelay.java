package dev.penstock.metrics;

/** How late the timer of one event loop runs. Written on that loop only; any thread may read. */
public final class LoopDelay {
  private final String thread;
  private final LatencyCell delays = new LatencyCell();
  private volatile long dueNanos;

  /**
   * No delays yet.
   *
   * @param thread name of the loop's thread
   * @param dueNanos when the timer should run first, by {@link System#nanoTime()}
   */
  public LoopDelay(String thread, long dueNanos) {
    this.thread = thread;
    this.dueNanos = dueNanos;
  }

  /** The name of the loop's thread. */
  public String thread() {
    return thread;
  }

  /** The timer runs now, and should again at {@code nextNanos}. */
  public void ran(long nowNanos, long nextNanos) {
    delays.add(Math.max(0, nowNanos - dueNanos), null);
    dueNanos = nextNanos;
  }

  /** How late the timer is that has not run yet, in nanoseconds; 0 if it need not have run. */
  public long overdue(long nowNanos) {
    return Math.max(0, nowNanos - dueNanos);
  }

  /** All delays so far. */
  public LatencySnapshot delays() {
    LatencySnapshot.Builder all = new LatencySnapshot.Builder();
    delays.addTo(all);
    return all.build();
  }
}
