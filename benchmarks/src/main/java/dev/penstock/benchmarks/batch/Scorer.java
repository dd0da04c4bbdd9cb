package dev.penstock.benchmarks.batch;

import io.vertx.core.Future;

/** A model that scores items in batches. */
public interface Scorer {
  /** How long the item has waited for its batch to begin, in nanoseconds. */
  Future<Long> score(int item);
}
