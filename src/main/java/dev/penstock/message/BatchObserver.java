package dev.penstock.message;

/** Hears of the batches of a replica. Thread-safe. */
@FunctionalInterface
public interface BatchObserver {
  /** How a batch has ended. */
  enum Outcome {
    /** Every item has its result. */
    SUCCEEDED,
    /** It failed, was run again in parts, and every item has its result or a failure of its own. */
    SPLIT,
    /** All of its items failed together. */
    FAILED,
    /** It runs on though nobody waits for it. */
    ABANDONED
  }

  /** Hears nothing. */
  BatchObserver NONE = (items, waitedNanos, outcome) -> {};

  /**
   * A batch has ended. Any thread.
   *
   * @param items their number when it began
   * @param waitedNanos how long the oldest of them had waited then
   */
  void ended(int items, long waitedNanos, Outcome outcome);
}
