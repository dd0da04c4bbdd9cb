package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CallScope;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call whose result completes a future of the caller's context.
 *
 * <p>It ends on the thread that owns its {@link OpenCalls}: one hop from the replica's thread, and
 * none if that is the same event loop. If it is repeated, the next attempt completes the future;
 * nothing that this one brings later counts.
 */
class FutureCall extends PendingCall implements Runnable {
  private final PromiseInternal<@Nullable Object> promise;
  private final OpenCalls open;
  private @Nullable Object result;
  private @Nullable Cargo arriving;
  private @Nullable CallFailedException failure;

  /** Whether another attempt has taken the place of this one; set under the lock of this object. */
  private boolean repeated;

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
    if (parent.isMessage()) {
      parent.enter();
    }
  }

  /** One more attempt of an earlier call. */
  FutureCall(FutureCall earlier, Arguments args, long nowNanos) {
    super(earlier, args, nowNanos);
    this.promise = earlier.promise;
    this.open = earlier.open;
  }

  final Future<@Nullable Object> future() {
    return promise.future();
  }

  @Override
  public final void succeed(@Nullable Object value, @Nullable Cargo cargo) {
    result = value;
    arriving = cargo;
    open.execute(this);
  }

  @Override
  public final void fail(CallFailedException cause) {
    failure = cause;
    open.execute(() -> failed(cause));
  }

  /**
   * The answer is there; after a failure, such as an answer after the deadline, nobody wants it.
   */
  @Override
  public final void run() {
    open.remove(this);
    if (failure != null) {
      releaseArriving();
      return;
    }
    arrive();
    if (promise.tryComplete(result)) {
      open.record(this, null);
      finish();
    } else {
      releaseCargo();
    }
  }

  private void failed(CallFailedException cause) {
    open.remove(this);
    if (!goesOn(cause)) {
      end(cause);
    }
  }

  @Override
  final void finish() {
    super.finish();
    if (parent().isMessage()) {
      leaveMessage();
    }
  }

  /** The callbacks belong to the message, and run before what is put behind them. */
  private void leaveMessage() {
    CallScope message = parent();
    try {
      promise.context().runOnContext(called -> message.leave());
    } catch (RejectedExecutionException e) {
      // The event loop has ended, and runs no callbacks either.
      message.leave();
    }
  }

  /** What came with the answer belongs to the caller's scope, unless nobody waits for it. */
  private void arrive() {
    Cargo cargo = arriving;
    if (cargo == null) {
      return;
    }
    if (promise.future().isComplete()) {
      cargo.release();
    } else {
      cargo.deliverTo(parent(), this);
    }
  }

  private void releaseArriving() {
    if (arriving != null) {
      arriving.release();
    }
  }

  private void end(CallFailedException cause) {
    Attempts attempts = attempts();
    CallFailedException told = attempts == null ? cause : attempts.told(cause);
    if (promise.tryFail(told)) {
      open.record(this, told);
      finish();
    } else {
      releaseCargo();
    }
  }

  /** Whether another attempt ends the call, which is made here if it is time for it. */
  private boolean goesOn(CallFailedException cause) {
    if (!repeated && cause.failure() != Failure.REPLICA_LOST) {
      return false;
    }
    synchronized (this) {
      if (repeated) {
        return true;
      }
      if (promise.future().isComplete() || !Attempts.goOn(this, cause, open.nowNanos())) {
        return false;
      }
      repeated = true;
    }
    repeat(cause);
    return true;
  }

  private void repeat(CallFailedException cause) {
    try {
      Attempts before = attempts();
      Attempts all = before == null ? Attempts.of(null, submittedNanos()) : before;
      new RepeatableCall(this, all.after(cause), open.nowNanos()).start(open, open.loop());
    } catch (RuntimeException e) {
      end(cause);
      throw e;
    }
  }
}
