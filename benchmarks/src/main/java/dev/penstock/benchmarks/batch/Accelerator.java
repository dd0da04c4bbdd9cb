package dev.penstock.benchmarks.batch;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A device that computes a batch in a fixed time and a time for each item, while the thread that
 * asks it sleeps.
 *
 * @param fixedMicros for each batch
 * @param itemMicros for each item
 */
public record Accelerator(int fixedMicros, int itemMicros) {
  /** Computes a batch: for each item the time that it had waited. */
  Future<List<Long>> compute(List<Long> submittedNanos) {
    long begun = System.nanoTime();
    long end = begun + (fixedMicros + (long) itemMicros * submittedNanos.size()) * 1_000;
    for (long now = begun; now - end < 0; now = System.nanoTime()) {
      LockSupport.parkNanos(end - now);
    }
    return Future.succeededFuture(submittedNanos.stream().map(since -> begun - since).toList());
  }
}
