package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.message.CallScope;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * A call whose result completes a future of the caller's context.
 *
 * <p>It ends on the thread that owns its {@link OpenCalls}: one hop from the replica's thread, and
 * none if that is the same event loop.
 */
final class FutureCall extends PendingCall implements Runnable {
  private final Promise<@Nullable Object> promise;
  private final OpenCalls open;
  private @Nullable Object result;
  private @Nullable CallFailedException failure;

  FutureCall(
      Callee callee,
      ContractMethod method,
      @Nullable Object[] args,
      RequestOrigin origin,
      long deadlineNanos,
      long nowNanos,
      CallScope parent,
      ContextInternal caller,
      OpenCalls open) {
    super(callee, method, args, origin, deadlineNanos, nowNanos, parent);
    this.promise = caller.promise();
    this.open = open;
  }

  Future<@Nullable Object> future() {
    return promise.future();
  }

  @Override
  public void succeed(@Nullable Object value) {
    result = value;
    open.execute(this);
  }

  @Override
  public void fail(CallFailedException cause) {
    failure = cause;
    open.execute(this);
  }

  /** Ends the call; a second end, such as an answer after the deadline, changes nothing. */
  @Override
  public void run() {
    open.remove(this);
    CallFailedException cause = failure;
    if (cause == null) {
      if (promise.tryComplete(result)) {
        open.record(this, null);
      }
    } else if (promise.tryFail(cause)) {
      open.record(this, cause);
    }
  }
}
