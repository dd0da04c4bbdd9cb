package dev.penstock.replica;

import dev.penstock.message.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;

/** The verticle's own thread, an event loop. */
final class OwnThread implements CallThreads {
  private final ContextInternal context;

  /** The thread of a verticle. */
  OwnThread(ContextInternal context) {
    this.context = context;
  }

  @Override
  public <T> Future<T> run(Supplier<Future<T>> step) {
    Promise<T> ended = context.promise();
    context.runOnContext(go -> CallThreads.end(step, ended));
    return ended.future();
  }

  @Override
  public void run(Call call, ContextInternal arrived, Invoker invoker) {
    invoker.invoke(call, arrived);
  }

  /** Nothing stands ready here: a call begins as it arrives. */
  @Override
  public void giveBack(Admission admission) {}

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
