package dev.penstock.benchmarks.calls;

import dev.penstock.DataType;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Tensor;
import io.vertx.core.Future;

/** Drives the no-op over the handle that it was given. */
public final class WindowDriver implements Driver, DeploymentLifecycle {
  private static final String TEXT = "twenty bytes of text";

  /** 10 MiB. */
  private static final long[] SHAPE = {2560, 1024};

  private final NoOp noOp;
  private final Tensor tensor =
      Tensor.overwrite(
          DataType.FP32,
          SHAPE,
          out -> {
            while (out.hasRemaining()) {
              out.putFloat(out.position());
            }
          });

  /** A driver of that handle. */
  public WindowDriver(NoOp noOp) {
    this.noOp = noOp;
  }

  @Override
  public Future<Void> run(Payload payload, int calls) {
    return switch (payload) {
      case TEXT -> Window.run(() -> noOp.call(TEXT), calls);
      case TENSOR -> Window.run(() -> noOp.take(tensor), calls);
      case TENSOR_AND_BACK -> Window.run(() -> noOp.pass(tensor), Tensor::close, calls);
    };
  }

  @Override
  public Future<String> thread() {
    return Future.succeededFuture(Thread.currentThread().getName());
  }

  @Override
  public Future<Void> stop() {
    tensor.close();
    return Future.succeededFuture();
  }
}
