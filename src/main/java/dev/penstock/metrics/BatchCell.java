package dev.penstock.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The batches of one replica. Thread-safe. */
public final class BatchCell {
  private final LongAdder items = new LongAdder();
  private final LatencyCell waited = new LatencyCell();
  private final Map<BatchOutcome, LongAdder> outcomes = new EnumMap<>(BatchOutcome.class);

  BatchCell() {
    for (BatchOutcome outcome : BatchOutcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  /**
   * A batch has ended.
   *
   * @param size items in it
   * @param waitedNanos how long the oldest of them had waited when it began
   */
  public void record(int size, long waitedNanos, BatchOutcome outcome) {
    items.add(size);
    waited.addShared(waitedNanos, null);
    LongAdder ended = outcomes.get(outcome);
    if (ended != null) {
      ended.increment();
    }
  }

  /** All that were recorded. */
  BatchSnapshot snapshot() {
    LatencySnapshot.Builder times = new LatencySnapshot.Builder();
    waited.addTo(times);
    Map<BatchOutcome, Long> ended = new EnumMap<>(BatchOutcome.class);
    outcomes.forEach((outcome, count) -> ended.put(outcome, count.sum()));
    return new BatchSnapshot(items.sum(), times.build(), ended);
  }
}
