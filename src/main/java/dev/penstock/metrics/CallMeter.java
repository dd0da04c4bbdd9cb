package dev.penstock.metrics;

import dev.penstock.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The calls over one edge to one deployment, as their callers see them: from the call until its
 * answer, waiting included. Each event loop records into a cell of its own.
 */
public final class CallMeter {
  private final String edge;
  private final String deployment;
  private final LatencyCell[] byLoop;
  private final LatencyCell shared = new LatencyCell();
  private final LatencyCell waited = new LatencyCell();

  /**
   * A meter of no calls yet.
   *
   * @param edge id of the calling edge
   * @param deployment the callee, as {@code application/Name}
   * @param loops number of event loops that record
   */
  public CallMeter(String edge, String deployment, int loops) {
    this.edge = edge;
    this.deployment = deployment;
    this.byLoop = new LatencyCell[loops];
    for (int i = 0; i < loops; i++) {
      byLoop[i] = new LatencyCell();
    }
  }

  /** The id of the calling edge. */
  public String edge() {
    return edge;
  }

  /** The callee, as {@code application/Name}. */
  public String deployment() {
    return deployment;
  }

  /** Records a call. Only on that event loop. */
  public void record(int loop, long nanos, @Nullable Failure failure) {
    byLoop[loop].add(nanos, failure);
  }

  /** Records a call. Any thread. */
  public void recordShared(long nanos, @Nullable Failure failure) {
    shared.addShared(nanos, failure);
  }

  /**
   * Records how long a call waited for a slot; those that found one at once are not. Any thread.
   */
  public void recordWaited(long nanos) {
    waited.addShared(nanos, null);
  }

  /** All calls so far. */
  public LatencySnapshot calls() {
    LatencySnapshot.Builder all = new LatencySnapshot.Builder();
    for (LatencyCell cell : byLoop) {
      cell.addTo(all);
    }
    shared.addTo(all);
    return all.build();
  }

  /** How long calls have waited for a slot so far. */
  public LatencySnapshot waited() {
    LatencySnapshot.Builder all = new LatencySnapshot.Builder();
    waited.addTo(all);
    return all.build();
  }
}
