package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.fake.FakeCall;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import dev.penstock.metrics.CallMeter;
import dev.penstock.router.Router;
import dev.penstock.router.Selection;
import io.vertx.core.internal.ContextInternal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pending calls for tests. */
final class Calls {
  private static final ContractMethod METHOD =
      Objects.requireNonNull(Contract.of(FakeCall.Echo.class).method("echo"));

  private Calls() {}

  static Router router() {
    return new Router("app/Model", 10, Selection.roundRobin());
  }

  private static Callee toModel(Router router) {
    return new Callee(
        FakeCall.route("edge"), router, new CancelSignal(), new CallMeter("edge", "app/Model", 1));
  }

  /** A call that only waits for its deadline. */
  static PendingCall until(long deadlineNanos) {
    return new Waiting(deadlineNanos);
  }

  static FutureCall future(
      Router router, ContextInternal caller, OpenCalls open, long deadlineNanos) {
    return new FutureCall(
        toModel(router),
        METHOD,
        new Object[] {"text"},
        RequestOrigin.of("id"),
        deadlineNanos,
        0,
        CallScope.EMPTY,
        caller,
        open);
  }

  static BlockingCall blocking(Router router, OpenCalls open, long deadlineNanos) {
    return new BlockingCall(
        toModel(router),
        METHOD,
        new Object[] {"text"},
        RequestOrigin.of("id"),
        deadlineNanos,
        0,
        CallScope.EMPTY,
        open);
  }

  private static final class Waiting extends PendingCall {
    Waiting(long deadlineNanos) {
      super(
          toModel(router()),
          METHOD,
          new Object[] {"text"},
          RequestOrigin.of("id"),
          deadlineNanos,
          0,
          CallScope.EMPTY);
    }

    @Override
    public void succeed(@Nullable Object result) {
      throw new AssertionError("nobody answers");
    }

    @Override
    public void fail(CallFailedException failure) {
      throw new AssertionError("the wheel ends no call itself", failure);
    }
  }
}
