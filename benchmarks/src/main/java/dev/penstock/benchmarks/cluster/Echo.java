package dev.penstock.benchmarks.cluster;

import dev.penstock.Tensor;
import io.vertx.core.Future;

/** What is called, on the other node or on this one. */
public interface Echo {
  /** The same text. */
  Future<String> echo(String text);

  /** The sum of the first and the last element. */
  Future<Float> ends(Tensor tensor);

  /** The name of the thread that it runs on. */
  Future<String> thread();
}
