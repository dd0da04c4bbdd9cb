package dev.penstock.batch;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CallScope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * What was submitted, and who waits for its result.
 *
 * @param scope the call that has submitted it
 * @param sinceNanos when that was
 */
record Item<I, O>(I value, CallScope scope, Promise<O> promise, long sinceNanos) {
  Future<O> future() {
    return promise.future();
  }

  /** Whether nobody waits for the result any more. */
  boolean isOver(long nowNanos) {
    return isExpired(nowNanos) || scope.isOver();
  }

  private boolean isExpired(long nowNanos) {
    return scope.deadlineNanos() != CallScope.NO_DEADLINE && nowNanos - scope.deadlineNanos() >= 0;
  }

  void succeed(@Nullable O result) {
    promise.tryComplete(result);
  }

  void fail(Throwable cause) {
    promise.tryFail(cause);
  }

  /**
   * Fails because nobody waits any more.
   *
   * @param what the batcher, and what has not happened
   */
  void leave(long nowNanos, boolean ran, String what) {
    boolean expired = isExpired(nowNanos);
    fail(
        new CallFailedException(
            expired ? Failure.TIMED_OUT : Failure.CANCELLED,
            what + (expired ? ": its time was up" : ": its call was cancelled"),
            ran,
            null,
            null,
            null));
  }
}
