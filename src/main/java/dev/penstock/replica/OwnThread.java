package dev.penstock.replica;

import dev.penstock.message.Call;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;

/** The verticle's own thread: an event loop, or a worker pool of one. */
final class OwnThread implements CallThreads {
  @Override
  public <T> Future<T> run(Supplier<Future<T>> step) {
    return step.get();
  }

  @Override
  public void run(Call call, ContextInternal arrived, Invoker invoker) {
    invoker.invoke(call, arrived);
  }

  @Override
  public Future<Void> close(Admission admission) {
    return Future.succeededFuture();
  }
}
