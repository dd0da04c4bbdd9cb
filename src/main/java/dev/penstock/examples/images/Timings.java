package dev.penstock.examples.images;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How long the steps of one request took, one after the other. Confined to its event loop. */
final class Timings {
  private final LongSupplier nanoClock;
  private final Map<String, Double> milliseconds = new LinkedHashMap<>();
  private long last;

  Timings(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.last = nanoClock.getAsLong();
  }

  /** The step's own result; notes the time since the step before, once it is there. */
  <T> Future<T> of(String step, Future<T> result) {
    return result.onSuccess(
        done -> {
          long now = nanoClock.getAsLong();
          milliseconds.put(step, Math.round((now - last) / 1e4) / 100.0);
          last = now;
        });
  }

  /** The steps so far, in their order. */
  Map<String, Double> milliseconds() {
    return milliseconds;
  }
}
