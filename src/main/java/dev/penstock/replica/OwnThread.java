package dev.penstock.replica;

import dev.penstock.message.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.WorkerExecutorInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread, on which calls also arrive: the verticle's event loop, or a worker thread of its own.
 *
 * <p>Calls that wait for the thread wait in Vert.x. They are not given back from there: when the
 * replica is lost, who watches open calls drops those that have not begun, and repeats them.
 */
final class OwnThread implements CallThreads {
  private final ContextInternal context;
  private final ContextInternal control;
  private final @Nullable WorkerExecutorInternal pool;

  private OwnThread(
      ContextInternal context, ContextInternal control, @Nullable WorkerExecutorInternal pool) {
    this.context = context;
    this.control = control;
    this.pool = pool;
  }

  /** The event loop of that context. */
  static OwnThread eventLoop(ContextInternal control) {
    return new OwnThread(control, control, null);
  }

  /**
   * A platform thread with that name.
   *
   * @param control where ends of steps are told
   */
  static OwnThread worker(ContextInternal control, ClassLoader loader, String name) {
    WorkerExecutorInternal pool = control.owner().createSharedWorkerExecutor(name, 1);
    ContextInternal context =
        control
            .owner()
            .contextBuilder()
            .withThreadingModel(ThreadingModel.WORKER)
            .withEventLoop(control.nettyEventLoop())
            .withWorkerPool(pool.pool())
            .withClassLoader(loader)
            .build();
    return new OwnThread(context, control, pool);
  }

  @Override
  public ContextInternal arrival() {
    return context;
  }

  @Override
  public <T> Future<T> run(Supplier<Future<T>> step) {
    Promise<T> ended = control.promise();
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
    return pool == null ? Future.succeededFuture() : pool.close();
  }
}
