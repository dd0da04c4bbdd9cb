package dev.penstock.benchmarks.waiting;

import io.vertx.core.Future;

/** Work that takes time and no thread. */
public interface Service {
  /** Ends after about that many milliseconds; returns the nanoseconds that it really took. */
  Future<Long> work(int millis);
}
