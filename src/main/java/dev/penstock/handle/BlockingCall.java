package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CallScope;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller blocks. It is ended on the replica's thread, never through the caller's
 * context: the caller's thread is the one that context would need. What follows from its end, such
 * as another attempt, is done by the caller's thread.
 */
final class BlockingCall extends PendingCall {
  private final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
  private final OpenCalls open;
  private final Attempts attempts;
  private @Nullable Cargo arriving;

  /**
   * A first attempt.
   *
   * @param spare a copy of the arguments if the call is idempotent
   */
  BlockingCall(
      Callee callee,
      ContractMethod method,
      @Nullable Object[] args,
      @Nullable Arguments spare,
      RequestOrigin origin,
      long deadlineNanos,
      long nowNanos,
      CallScope parent,
      OpenCalls open) {
    super(callee, method, args, origin, deadlineNanos, nowNanos, parent);
    this.open = open;
    this.attempts = Attempts.of(spare, nowNanos);
  }

  private BlockingCall(BlockingCall failed, Attempts attempts, long nowNanos) {
    super(failed, attempts.arguments(failed), nowNanos);
    this.open = failed.open;
    this.attempts = attempts;
  }

  @Override
  Attempts attempts() {
    return attempts;
  }

  @Override
  public void succeed(@Nullable Object result, @Nullable Cargo cargo) {
    open.remove(this);
    arriving = cargo;
    if (!answer.complete(result) && cargo != null) {
      cargo.release();
    }
  }

  @Override
  public void fail(CallFailedException failure) {
    open.remove(this);
    answer.completeExceptionally(failure);
  }

  /**
   * Waits for the end, which the deadline bounds, and makes further attempts where they make sense.
   *
   * @throws CallFailedException as the call failed; {@link Failure#CANCELLED} if the thread is
   *     interrupted, which it then still is
   */
  @Nullable Object await() {
    BlockingCall attempt = this;
    while (true) {
      try {
        Object result = attempt.end();
        open.record(attempt, null);
        attempt.finish();
        Cargo cargo = attempt.arriving;
        if (cargo != null) {
          cargo.deliverTo(parent(), attempt);
        }
        return result;
      } catch (CallFailedException failure) {
        if (!Attempts.goOn(attempt, failure, open.nowNanos())) {
          CallFailedException told = attempt.attempts.told(failure);
          open.record(attempt, told);
          attempt.finish();
          throw told;
        }
        attempt = attempt.next(failure);
        attempt.startOrFinish(open, null);
      }
    }
  }

  private BlockingCall next(CallFailedException failure) {
    try {
      return new BlockingCall(this, attempts.after(failure), open.nowNanos());
    } catch (RuntimeException e) {
      finish();
      throw e;
    }
  }

  private @Nullable Object end() {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      giveUp(Failure.CANCELLED, "was given up: its caller was interrupted");
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw failure(e);
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(Exception e) {
    return e.getCause() instanceof CallFailedException failure
        ? failure
        : new IllegalStateException(e);
  }
}
