package dev.penstock.metrics;

import java.util.EnumMap;
import java.util.Map;

/**
 * Batches at a moment.
 *
 * @param items in all of them together
 * @param waited how long the oldest item of each had waited when it began
 * @param outcomes how many have ended in which way
 */
public record BatchSnapshot(long items, LatencySnapshot waited, Map<BatchOutcome, Long> outcomes) {
  /** No batches. */
  public static final BatchSnapshot NONE = new BatchSnapshot(0, LatencySnapshot.NONE, Map.of());

  /** Copies the map. */
  public BatchSnapshot {
    outcomes = Map.copyOf(outcomes);
  }

  /** Whether there were any. */
  public boolean isEmpty() {
    return items == 0;
  }

  /** Both together. */
  BatchSnapshot plus(BatchSnapshot other) {
    Map<BatchOutcome, Long> sum = new EnumMap<>(BatchOutcome.class);
    sum.putAll(outcomes);
    other.outcomes.forEach((outcome, count) -> sum.merge(outcome, count, Long::sum));
    return new BatchSnapshot(items + other.items, waited.plus(other.waited), sum);
  }
}
