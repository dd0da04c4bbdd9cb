package dev.penstock.message;

import dev.penstock.CallFailedException;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.jspecify.annotations.Nullable;

/** A call of a method that takes a tensor, whose answer nobody waits for. */
final class UnheardCall extends Call {
  /** The callee. */
  interface Service {
    /** A method that never runs. */
    Future<String> take(Tensor tensor);
  }

  static final ContractMethod METHOD = Contract.of(Service.class).methods().get(0);

  private static final CallRoute ROUTE = new CallRoute("benchmark", "Service", "edge", false, null);
  private static final ReplicaId REPLICA = new ReplicaId("benchmark", "Service", 1, 0, "node");
  private static final RequestOrigin ORIGIN = RequestOrigin.of("request");

  /** Lives as long as the process, whose threads it does not keep from ending. */
  private static final ContextInternal HOME =
      ((VertxInternal) Vertx.vertx(new VertxOptions().setUseDaemonThread(true)))
          .createEventLoopContext();

  UnheardCall(@Nullable Tensor argument) {
    super(ROUTE, METHOD, new @Nullable Object[] {argument}, ORIGIN, CallScope.NO_DEADLINE, 0);
  }

  /** A new scope of the call, as its replica makes it. */
  CallScope scope() {
    return new CallScope(this, new ReplicaProfile(REPLICA, () -> 0, calls -> {}), HOME);
  }

  /** The caller gets these on the way, until the call has begun. */
  void take(Cargo arguments) {
    carry(arguments);
  }

  @Override
  public void succeed(@Nullable Object result, @Nullable Cargo arriving) {}

  @Override
  public void fail(CallFailedException failure) {}
}
