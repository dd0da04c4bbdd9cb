package dev.penstock.batch;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CallScope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was submitted, and who waits for its result.
 *
 * @param scope the call that has submitted it
 * @param sinceNanos when that was
 */
record Item<I, O>(I value, CallScope scope, Promise<O> promise, long sinceNanos) {
  private static final Logger LOG = LoggerFactory.getLogger(Item.class);

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
    settle(result, null);
  }

  void fail(Throwable cause) {
    settle(null, cause);
  }

  private void settle(@Nullable O result, @Nullable Throwable cause) {
    try {
      if (cause == null) {
        promise.tryComplete(result);
      } else {
        promise.tryFail(cause);
      }
    } catch (RejectedExecutionException e) {
      // Its thread has ended, with everything that waited there; the other items go on.
      LOG.debug("the end of an item could be told nobody", e);
    }
  }

  /** Fails because its replica is gone. */
  void lose(boolean ran, String what) {
    fail(lost(ran, what));
  }

  /** What an item fails with whose replica is gone. */
  static CallFailedException lost(boolean ran, String what) {
    return new CallFailedException(
        Failure.REPLICA_LOST, what + ": its replica has stopped", ran, null, null, null);
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
