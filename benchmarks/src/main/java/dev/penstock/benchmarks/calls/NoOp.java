package dev.penstock.benchmarks.calls;

import dev.penstock.Tensor;
import io.vertx.core.Future;

/** The callee's contract: methods that do nothing, and one that tells where they do it. */
public interface NoOp {
  /** Does nothing. */
  Future<String> call(String text);

  /** Does nothing with a tensor. */
  Future<String> take(Tensor tensor);

  /** Gives a tensor back. */
  Future<Tensor> pass(Tensor tensor);

  /** The name of the replica's thread. */
  Future<String> thread();
}
