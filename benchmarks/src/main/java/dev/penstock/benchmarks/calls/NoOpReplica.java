package dev.penstock.benchmarks.calls;

import dev.penstock.Tensor;
import io.vertx.core.Future;

/** A replica whose own work costs nothing: its result was made before. */
public final class NoOpReplica implements NoOp {
  private static final Future<String> DONE = Future.succeededFuture("done");

  @Override
  public Future<String> call(String text) {
    return DONE;
  }

  @Override
  public Future<String> take(Tensor tensor) {
    return DONE;
  }

  @Override
  public Future<Tensor> pass(Tensor tensor) {
    return Future.succeededFuture(tensor);
  }

  @Override
  public Future<String> thread() {
    return Future.succeededFuture(Thread.currentThread().getName());
  }
}
