package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CallScope;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller blocks. It is ended on the replica's thread, never through the caller's
 * context: the caller's thread is the one that context would need.
 */
final class BlockingCall extends PendingCall {
  private final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
  private final OpenCalls open;

  BlockingCall(
      Callee callee,
      ContractMethod method,
      @Nullable Object[] args,
      RequestOrigin origin,
      long deadlineNanos,
      long nowNanos,
      CallScope parent,
      OpenCalls open) {
    super(callee, method, args, origin, deadlineNanos, nowNanos, parent);
    this.open = open;
  }

  @Override
  public void succeed(@Nullable Object result) {
    open.remove(this);
    if (answer.complete(result)) {
      open.record(this, null);
    }
  }

  @Override
  public void fail(CallFailedException failure) {
    open.remove(this);
    if (answer.completeExceptionally(failure)) {
      open.record(this, failure);
    }
  }

  /**
   * Waits for the end, which the deadline bounds.
   *
   * @throws CallFailedException as the call failed; {@link Failure#CANCELLED} if the thread is
   *     interrupted, which it then still is
   */
  @Nullable Object await() {
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
