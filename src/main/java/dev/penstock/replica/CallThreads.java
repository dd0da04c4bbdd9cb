package dev.penstock.replica;

import dev.penstock.message.Call;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;

/** The threads that run a replica's calls and the steps of its life. */
sealed interface CallThreads permits OwnThread, Lanes {
  /** Runs a step of the replica's life. On the verticle's context. */
  <T> Future<T> run(Supplier<Future<T>> step);

  /**
   * Runs a call. On the verticle's context.
   *
   * @param arrived the context of the message that brought it
   */
  void run(Call call, ContextInternal arrived, Invoker invoker);

  /** Gives back what has not begun to run, and ends the threads. */
  Future<Void> close(Admission admission);
}
