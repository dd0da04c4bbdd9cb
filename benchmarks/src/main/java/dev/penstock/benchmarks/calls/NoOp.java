package dev.penstock.benchmarks.calls;

import io.vertx.core.Future;

/** The callee's contract: a method that does nothing, and one that tells where it does it. */
public interface NoOp {
  /** Does nothing. */
  Future<String> call(String text);

  /** The name of the replica's thread. */
  Future<String> thread();
}
