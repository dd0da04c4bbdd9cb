package dev.penstock.replica;

import dev.penstock.HealthCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Probes a replica periodically and reports it when it failed too often in a row. Confined to the
 * verticle's context. The time a probe may take starts when it starts to run, so that a replica
 * which is merely busy is not found ill.
 */
final class HealthProbe {
  private final Vertx vertx;
  private final HealthCheck check;
  private final Supplier<Future<Void>> probe;
  private final Consumer<Throwable> onUnhealthy;
  private int failures;
  private long timer = -1;
  private boolean stopped;

  /**
   * A probe that is not running.
   *
   * @param probe probes on the replica's thread
   * @param onUnhealthy called once, with the last failure
   */
  HealthProbe(
      Vertx vertx,
      HealthCheck check,
      Supplier<Future<Void>> probe,
      Consumer<Throwable> onUnhealthy) {
    this.vertx = vertx;
    this.check = check;
    this.probe = probe;
    this.onUnhealthy = onUnhealthy;
  }

  void start() {
    timer = vertx.setTimer(Math.max(1, check.period().toMillis()), fired -> run());
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void run() {
    Future<Void> result;
    try {
      result = probe.get();
    } catch (RuntimeException e) {
      result = Future.failedFuture(e);
    }
    result.onComplete(healthy -> onResult(null), this::onResult);
  }

  private void onResult(@Nullable Throwable failure) {
    if (stopped) {
      return;
    }
    if (failure == null) {
      failures = 0;
    } else if (++failures >= check.failures()) {
      stopped = true;
      onUnhealthy.accept(failure);
      return;
    }
    start();
  }

  /** A probe's result, or a failure if it takes longer than allowed. */
  static Future<Void> bounded(Future<Void> probe, HealthCheck check) {
    return probe
        .timeout(Math.max(1, check.timeout().toMillis()), TimeUnit.MILLISECONDS)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof TimeoutException
                        ? new TimeoutException("no answer within " + check.timeout())
                        : failure));
  }
}
