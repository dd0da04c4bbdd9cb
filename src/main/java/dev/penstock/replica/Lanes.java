package dev.penstock.replica;

import dev.penstock.message.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.WorkerExecutorInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several threads at a time for one replica. A lane is a Vert.x context, on which one method runs
 * at a time: as many lanes as worker threads, or a new one for each call on virtual threads.
 *
 * <p>Invariant: a call is ready only while no lane is idle. Both queues are guarded by this object.
 */
final class Lanes implements CallThreads {
  private final VertxInternal vertx;
  private final ClassLoader loader;
  private final @Nullable WorkerExecutorInternal pool;
  private final ContextInternal first;
  private final ArrayDeque<ContextInternal> idle = new ArrayDeque<>();
  private final ArrayDeque<Ready> ready = new ArrayDeque<>();

  private record Ready(Call call, Invoker invoker) {}

  private Lanes(
      VertxInternal vertx, ClassLoader loader, @Nullable WorkerExecutorInternal pool, int lanes) {
    this.vertx = vertx;
    this.loader = loader;
    this.pool = pool;
    this.first = newLane();
    if (pool != null) {
      idle.add(first);
      while (idle.size() < lanes) {
        idle.add(newLane());
      }
    }
  }

  /** Lanes on a pool of platform threads with that name. */
  static Lanes workers(VertxInternal vertx, ClassLoader loader, String name, int threads) {
    return new Lanes(vertx, loader, vertx.createSharedWorkerExecutor(name, threads), threads);
  }

  /** A lane per call, each on a virtual thread. */
  static Lanes virtual(VertxInternal vertx, ClassLoader loader) {
    return new Lanes(vertx, loader, null, 0);
  }

  private ContextInternal newLane() {
    var builder = vertx.contextBuilder().withClassLoader(loader);
    return pool == null
        ? builder.withThreadingModel(ThreadingModel.VIRTUAL_THREAD).build()
        : builder.withThreadingModel(ThreadingModel.WORKER).withWorkerPool(pool.pool()).build();
  }

  @Override
  public <T> Future<T> run(Supplier<Future<T>> step) {
    Promise<T> done = vertx.getOrCreateContext().promise();
    first.runOnContext(
        go -> {
          try {
            step.get().onComplete(done);
          } catch (Throwable thrown) {
            // Whatever it is, it must reach who waits for the end.
            done.fail(thrown);
          }
        });
    return done.future();
  }

  @Override
  public void run(Call call, ContextInternal arrived, Invoker invoker) {
    Ready arrival = new Ready(call, invoker);
    if (pool == null) {
      runOn(newLane(), arrival);
      return;
    }
    ContextInternal lane;
    synchronized (this) {
      lane = idle.poll();
      if (lane == null) {
        ready.add(arrival);
      }
    }
    if (lane != null) {
      runOn(lane, arrival);
    }
  }

  private void runOn(ContextInternal lane, Ready start) {
    ContextInternal own = lane.duplicate();
    own.runOnContext(
        go -> {
          try {
            start.invoker.invoke(start.call, own);
          } finally {
            onReturned(lane);
          }
        });
  }

  /** A method has returned on that lane. */
  private void onReturned(ContextInternal lane) {
    if (pool == null) {
      return;
    }
    Ready next;
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
  public Future<Void> close(Admission admission) {
    List<Ready> left;
    synchronized (this) {
      left = new ArrayList<>(ready);
      ready.clear();
    }
    left.forEach(each -> admission.refused(each.call));
    return pool == null ? Future.succeededFuture() : pool.close();
  }
}
