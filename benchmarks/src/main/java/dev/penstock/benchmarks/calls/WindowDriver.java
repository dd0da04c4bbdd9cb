package dev.penstock.benchmarks.calls;

import io.vertx.core.Future;

/** Drives the no-op over the handle that it was given. */
public final class WindowDriver implements Driver {
  private final NoOp noOp;

  /** A driver of that handle. */
  public WindowDriver(NoOp noOp) {
    this.noOp = noOp;
  }

  @Override
  public Future<Void> run(int calls) {
    return Window.run(() -> noOp.call("text"), calls);
  }

  @Override
  public Future<String> thread() {
    return Future.succeededFuture(Thread.currentThread().getName());
  }
}
