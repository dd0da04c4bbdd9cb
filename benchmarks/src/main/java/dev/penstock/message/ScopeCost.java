package dev.penstock.message;

import dev.penstock.CallFailedException;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a call that deals with instances, and nothing else of it: the tensor is copied into
 * the arguments, delivered to the scope of the callee, and closed when the call ends.
 */
public final class ScopeCost implements AutoCloseable {
  /** The callee. */
  interface Service {
    /** A method that never runs. */
    Future<String> take(Tensor tensor);
  }

  private static final long BYTES = 1 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal home = ((VertxInternal) vertx).createEventLoopContext();
  private final ContractMethod method = Contract.of(Service.class).methods().iterator().next();
  private final CallRoute route = new CallRoute("costs", "Service", "edge", "node", false, null);
  private final ReplicaId replica = new ReplicaId("costs", "Service", 1, 0, "node");
  private final RequestOrigin origin =
      new RequestOrigin("request", null, null, null, Map.of());
  private final Tensor tensor =
      Tensor.overwrite(DataType.UINT8, new long[] {BYTES}, out -> out.put(0, (byte) 1));

  /** Makes the tensor, in the store if one is open. */
  public ScopeCost() {}

  /** A call without an instance. */
  public void none() {
    end(call(new Object[] {null}), null);
  }

  /** A call with one. */
  public void one() {
    @Nullable Object[] args = {tensor};
    Cargo cargo = method.copyArguments(args);
    end(call(args), cargo);
  }

  private Call call(@Nullable Object[] args) {
    Call call = new Unheard(this, args);
    call.begin(given -> {}, 0);
    return call;
  }

  private void end(Call call, @Nullable Cargo cargo) {
    CallScope scope = new CallScope(call, replica, home);
    if (cargo != null) {
      cargo.deliverTo(scope);
    }
    call.end(0);
  }

  @Override
  public void close() {
    tensor.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A call whose answer nobody waits for. */
  private static final class Unheard extends Call {
    Unheard(ScopeCost cost, @Nullable Object[] args) {
      super(cost.route, cost.method, args, cost.origin, CallScope.NO_DEADLINE, 0);
    }

    @Override
    public void succeed(@Nullable Object result, @Nullable Cargo arriving) {}

    @Override
    public void fail(CallFailedException failure) {}
  }
}
