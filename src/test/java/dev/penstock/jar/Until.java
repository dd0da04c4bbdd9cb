package dev.penstock.jar;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do: they can only be asked again and again. */
final class Until {
  /** Longer than anything takes on a busy machine; nothing waits that long when all is well. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Until() {}

  /** Waits until it holds; how long that took, in milliseconds. */
  static long holds(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("waited for " + PATIENCE + " for " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Lets that time pass since a moment: what is to be seen is that nothing happens. */
  static void millisAfter(long nanos, long millis) {
    holds(millis + " ms", () -> System.nanoTime() - nanos >= TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
