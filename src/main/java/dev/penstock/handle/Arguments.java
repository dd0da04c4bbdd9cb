package dev.penstock.handle;

import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import org.jspecify.annotations.Nullable;

/** Arguments that are the callee's: nobody else holds what is in them. */
final class Arguments {
  private final @Nullable Object[] values;
  private final @Nullable Cargo cargo;

  /**
   * With those values.
   *
   * @param cargo the tensors and blobs among them, if the method takes any
   */
  Arguments(@Nullable Object[] values, @Nullable Cargo cargo) {
    this.values = values;
    this.cargo = cargo;
  }

  /**
   * A copy of arguments.
   *
   * @throws dev.penstock.message.ValueException naming the parameter that does not fit
   */
  static Arguments copyOf(ContractMethod method, @Nullable Object[] values) {
    @Nullable Object[] copy = values.clone();
    return new Arguments(copy, method.copyArguments(copy));
  }

  /** The values themselves. */
  @Nullable Object[] values() {
    return values;
  }

  /** The tensors and blobs among the values, if the method takes any. */
  @Nullable Cargo cargo() {
    return cargo;
  }

  /** Nobody needs them any more. */
  void release() {
    if (cargo != null) {
      cargo.release();
    }
  }
}
