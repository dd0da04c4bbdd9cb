package dev.penstock.replica;

import dev.penstock.message.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;

/** The threads that run a replica's calls and the steps of its life. */
sealed interface CallThreads permits OwnThread, Lanes {
  /** The context on which calls are to arrive. */
  ContextInternal arrival();

  /**
   * Runs a step of the replica's life on its threads. Any thread.
   *
   * @return the step's end, told on the replica's control context whatever thread ends the step; a
   *     step that throws has failed
   */
  <T> Future<T> run(Supplier<Future<T>> step);

  /**
   * Runs a call. On a duplicate of {@link #arrival}.
   *
   * @param arrived the context of the message that brought it
   */
  void run(Call call, ContextInternal arrived, Invoker invoker);

  /** Gives back calls that have arrived and not begun to run. Any thread. */
  void giveBack(Admission admission);

  /** Ends the threads. */
  Future<Void> close();

  /** Runs a step and passes its end on, also if it throws: nobody else would tell. */
  static <T> void end(Supplier<Future<T>> step, Promise<T> ended) {
    try {
      step.get().onComplete(ended);
    } catch (Throwable thrown) {
      ended.fail(thrown);
    }
  }
}
