package dev.penstock.batch;

import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/** Finds the lane of whoever submits an item. */
@FunctionalInterface
interface Lanes {
  /** The lane for an item that is submitted on this thread within that call. */
  Lane current(CallScope scope);

  /** The lanes of a batcher that is made on this thread. */
  static Lanes here() {
    ContextInternal now = ContextInternal.current();
    ContextInternal home = now == null ? null : now.unwrap();
    PlainLane plain = new PlainLane();
    return scope -> {
      ContextInternal current = ContextInternal.current();
      if (current != null) {
        return home == null || areOfOneReplica(current, home)
            ? new ContextLane(current, work(current, home), true)
            : new ContextLane(current, home, false);
      }
      if (home == null) {
        return plain;
      }
      // A thread of the user: batches must not run there.
      ContextInternal own = home.duplicate();
      CurrentCall.set(own, scope);
      return new ContextLane(own, home, false);
    };
  }

  private static boolean areOfOneReplica(ContextInternal one, ContextInternal home) {
    return one.owner() == home.owner()
        && one.threadingModel() == home.threadingModel()
        && switch (home.threadingModel()) {
          case EVENT_LOOP -> one.nettyEventLoop() == home.nettyEventLoop();
          case WORKER -> one.workerPool() == home.workerPool();
          default -> true;
        };
  }

  /**
   * A virtual thread is that of one call, whose method may hold it up for long; the one that made
   * the batcher is free.
   */
  private static ContextInternal work(ContextInternal current, @Nullable ContextInternal home) {
    return current.threadingModel() == ThreadingModel.VIRTUAL_THREAD && home != null
        ? home
        : current.unwrap();
  }
}
