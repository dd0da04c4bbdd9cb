package dev.penstock.benchmarks.calls;

import io.vertx.core.Future;

/** The root of the benchmark's graph: reaches each driver by its number. */
public interface Drivers {
  /** {@link Driver#run} of one driver. */
  Future<Void> run(int driver, Payload payload, int calls);

  /** {@link Driver#thread} of one driver. */
  Future<String> thread(int driver);

  /** {@link NoOp#thread}. */
  Future<String> calleeThread();
}
