package dev.penstock.replica;

import dev.penstock.message.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.WorkerExecutorInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several threads at a time for one replica. A lane is a Vert.x context, on which one method runs
 * at a time: as many lanes as worker threads, or a new one for each call on virtual threads.
 *
 * <p>Calls wait here and not in Vert.x, so that those that have not begun can be given back.
 *
 * <p>Invariant: a task is ready only while no lane is idle. Both queues are guarded by this object.
 * Steps of the replica's life go before calls.
 */
final class Lanes implements CallThreads {
  private final ContextInternal control;
  private final ClassLoader loader;
  private final @Nullable WorkerExecutorInternal pool;
  private final ArrayDeque<ContextInternal> idle = new ArrayDeque<>();
  private final ArrayDeque<Task> ready = new ArrayDeque<>();

  /**
   * What runs on a lane.
   *
   * @param call null for a step of the replica's life
   */
  private record Task(@Nullable Call call, Consumer<ContextInternal> body) {}

  private Lanes(
      ContextInternal control,
      ClassLoader loader,
      @Nullable WorkerExecutorInternal pool,
      int lanes) {
    this.control = control;
    this.loader = loader;
    this.pool = pool;
    while (idle.size() < lanes) {
      idle.add(newLane());
    }
  }

  /** Lanes on a pool of platform threads with that name. */
  static Lanes workers(ContextInternal control, ClassLoader loader, String name, int threads) {
    return new Lanes(
        control, loader, control.owner().createSharedWorkerExecutor(name, threads), threads);
  }

  /** A lane per call, each on a virtual thread. */
  static Lanes virtual(ContextInternal control, ClassLoader loader) {
    return new Lanes(control, loader, null, 0);
  }

  private ContextInternal newLane() {
    var builder = control.owner().contextBuilder().withClassLoader(loader);
    return pool == null
        ? builder.withThreadingModel(ThreadingModel.VIRTUAL_THREAD).build()
        : builder.withThreadingModel(ThreadingModel.WORKER).withWorkerPool(pool.pool()).build();
  }

  @Override
  public ContextInternal arrival() {
    return control;
  }

  @Override
  public <T> Future<T> run(Supplier<Future<T>> step) {
    Promise<T> ended = control.promise();
    submit(new Task(null, lane -> CallThreads.end(step, ended)));
    return ended.future();
  }

  @Override
  public void run(Call call, ContextInternal arrived, Invoker invoker) {
    submit(new Task(call, lane -> invoker.invoke(call, lane)));
  }

  private void submit(Task task) {
    if (pool == null) {
      ContextInternal own = newLane();
      own.runOnContext(go -> task.body.accept(own));
      return;
    }
    ContextInternal lane;
    synchronized (this) {
      lane = idle.poll();
      if (lane == null && task.call == null) {
        ready.addFirst(task);
      } else if (lane == null) {
        ready.addLast(task);
      }
    }
    if (lane != null) {
      runOn(lane, task);
    }
  }

  private void runOn(ContextInternal lane, Task task) {
    ContextInternal own = lane.duplicate();
    own.runOnContext(
        go -> {
          try {
            task.body.accept(own);
          } finally {
            onReturned(lane);
          }
        });
  }

  /** A method has returned on that lane. */
  private void onReturned(ContextInternal lane) {
    Task next;
    synchronized (this) {
      next = ready.poll();
      if (next == null) {
        idle.add(lane);
      }
    }
    if (next != null) {
      runOn(lane, next);
    }
  }

  @Override
  public void giveBack(Admission admission) {
    List<Call> left = new ArrayList<>();
    synchronized (this) {
      ready.removeIf(task -> task.call != null && left.add(task.call));
    }
    left.forEach(admission::refused);
  }

  @Override
  public Future<Void> close() {
    return pool == null ? Future.succeededFuture() : pool.close();
  }
}
