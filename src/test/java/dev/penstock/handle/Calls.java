package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.fake.FakeCall;
import dev.penstock.message.CallRoute;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.Cargo;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import dev.penstock.metrics.CallMeter;
import dev.penstock.router.Router;
import dev.penstock.router.Selection;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Pending calls for tests. */
final class Calls {
  private static final ContractMethod METHOD =
      Objects.requireNonNull(Contract.of(FakeCall.Echo.class).method("echo"));

  private static final ContractMethod JOIN =
      Objects.requireNonNull(Contract.of(Lists.class).method("join"));

  interface Lists {
    Future<String> join(List<String> words);
  }

  private Calls() {}

  static Router router() {
    return new Router("app/Model", 10, Selection.roundRobin());
  }

  private static Callee toModel(Router router) {
    return toModel(router, false, new CallMeter("edge", "app/Model", 1), () -> false);
  }

  static Callee toModel(
      Router router, boolean idempotent, CallMeter meter, BooleanSupplier closing) {
    return new Callee(
        new CallRoute("app", "Model", "edge", idempotent, null),
        Map.of(),
        router,
        new CancelSignal(),
        meter,
        closing);
  }

  /** A call that only waits for its deadline. */
  static PendingCall until(long deadlineNanos) {
    return new Waiting(deadlineNanos);
  }

  static FutureCall future(
      Router router, ContextInternal caller, OpenCalls open, long deadlineNanos) {
    return future(toModel(router), CallScope.EMPTY, caller, open, deadlineNanos);
  }

  static FutureCall future(
      Callee callee, CallScope parent, ContextInternal caller, OpenCalls open, long deadlineNanos) {
    return new FutureCall(
        callee,
        METHOD,
        new Object[] {"text"},
        RequestOrigin.of("id"),
        deadlineNanos,
        0,
        parent,
        caller,
        open);
  }

  /** An idempotent call with a list of one word, which its callee may change. */
  static FutureCall idempotent(
      Callee callee, CallScope parent, ContextInternal caller, OpenCalls open, long deadlineNanos) {
    @Nullable Object[] args = {new ArrayList<>(List.of("a"))};
    return new RepeatableCall(
        callee,
        JOIN,
        args,
        Arguments.copyOf(JOIN, args),
        RequestOrigin.of("id"),
        deadlineNanos,
        0,
        parent,
        caller,
        open);
  }

  static BlockingCall blocking(Router router, OpenCalls open, long deadlineNanos) {
    return blocking(toModel(router), open, deadlineNanos);
  }

  static BlockingCall blocking(Callee callee, OpenCalls open, long deadlineNanos) {
    return new BlockingCall(
        callee,
        METHOD,
        new Object[] {"text"},
        callee.route().idempotent() ? new Arguments(new Object[] {"text"}, null) : null,
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
    public void succeed(@Nullable Object result, @Nullable Cargo arriving) {
      throw new AssertionError("nobody answers");
    }

    @Override
    public void fail(CallFailedException failure) {
      throw new AssertionError("the wheel ends no call itself", failure);
    }
  }
}
