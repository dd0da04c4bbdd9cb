package dev.penstock.message;

import dev.penstock.DataType;
import dev.penstock.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The part of a call that deals with instances, and nothing else of it: the tensor is copied into
 * the arguments, delivered to the scope of the callee, and closed when the call ends.
 */
public final class ScopeCost implements AutoCloseable {
  private static final long BYTES = 1 << 20;

  private final Tensor tensor =
      Tensor.overwrite(DataType.UINT8, new long[] {BYTES}, out -> out.put(0, (byte) 1));

  /** Makes the tensor, in the store if one is open. */
  public ScopeCost() {}

  /** A call without an instance. */
  public void none() {
    end(new UnheardCall(null), null);
  }

  /** A call with one. */
  public void one() {
    @Nullable Object[] args = {tensor};
    Cargo cargo = UnheardCall.METHOD.copyArguments(args);
    end(new UnheardCall(tensor), cargo);
  }

  private static void end(UnheardCall call, @Nullable Cargo cargo) {
    call.begin(given -> {}, 0);
    CallScope scope = call.scope();
    if (cargo != null) {
      cargo.deliverTo(scope);
    }
    call.end(0);
  }

  @Override
  public void close() {
    tensor.close();
  }
}
