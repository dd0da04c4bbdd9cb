package dev.penstock.handle;

import dev.penstock.message.CallScope;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/** An attempt that keeps in mind what those before or after it need: plain calls do without. */
final class RepeatableCall extends FutureCall {
  private final Attempts attempts;

  /**
   * The first attempt of an idempotent call.
   *
   * @param spare a copy of the arguments
   */
  RepeatableCall(
      Callee callee,
      ContractMethod method,
      @Nullable Object[] args,
      Arguments spare,
      RequestOrigin origin,
      long deadlineNanos,
      long nowNanos,
      CallScope parent,
      ContextInternal caller,
      OpenCalls open) {
    super(callee, method, args, origin, deadlineNanos, nowNanos, parent, caller, open);
    this.attempts = Attempts.of(spare, nowNanos);
  }

  /** The attempt after {@code failed}. */
  RepeatableCall(FutureCall failed, Attempts attempts, long nowNanos) {
    super(failed, attempts.arguments(failed), nowNanos);
    this.attempts = attempts;
  }

  @Override
  Attempts attempts() {
    return attempts;
  }
}
