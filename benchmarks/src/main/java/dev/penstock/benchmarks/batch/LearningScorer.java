package dev.penstock.benchmarks.batch;

import dev.penstock.BatchPolicy;
import dev.penstock.Batcher;
import io.vertx.core.Future;

/** Batches by a {@code Batcher}. */
public final class LearningScorer implements Scorer {
  private final Batcher<Long, Long> batcher;

  /** A scorer with that device and policy. */
  public LearningScorer(Accelerator device, BatchPolicy policy) {
    this.batcher = Batcher.of(device::compute, policy);
  }

  @Override
  public Future<Long> score(int item) {
    return batcher.submit(System.nanoTime());
  }
}
