package dev.penstock.replica;

import dev.penstock.HealthCheck;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Probes a replica periodically and reports it when it failed too often in a row.
 *
 * <p>Confined to an event-loop context, which user code of the replica cannot hold up unless it
 * runs there. The time a probe may take starts when it starts to run: a replica that is merely busy
 * is not found ill, and one that blocks in its probe is.
 */
final class HealthProbe {
  private final ContextInternal control;
  private final HealthCheck check;
  private final Function<Runnable, Future<Void>> probe;
  private final Consumer<Throwable> onUnhealthy;
  private int failures;
  private long timer = -1;
  private boolean stopped;

  /**
   * A probe that is not running.
   *
   * @param probe probes on the replica's thread, and runs its argument there when it begins
   * @param onUnhealthy called once, with the last failure
   */
  HealthProbe(
      ContextInternal control,
      HealthCheck check,
      Function<Runnable, Future<Void>> probe,
      Consumer<Throwable> onUnhealthy) {
    this.control = control;
    this.check = check;
    this.probe = probe;
    this.onUnhealthy = onUnhealthy;
  }

  /** Probes once; fails if that takes longer than it may. */
  Future<Void> once() {
    Promise<Void> result = control.promise();
    probe
        .apply(() -> control.runOnContext(began -> limit(result)))
        .onComplete(healthy -> result.tryComplete(), result::tryFail);
    return result.future();
  }

  private void limit(Promise<Void> result) {
    if (result.future().isComplete()) {
      return;
    }
    long limit =
        control.setTimer(
            Math.max(1, check.timeout().toMillis()),
            late -> result.tryFail(new TimeoutException("no answer within " + check.timeout())));
    result.future().onComplete(ended -> control.owner().cancelTimer(limit));
  }

  /** Probes again and again until it is stopped. */
  void start() {
    timer =
        control.setTimer(
            Math.max(1, check.period().toMillis()), fired -> once().onComplete(this::onResult));
  }

  void stop() {
    stopped = true;
    control.owner().cancelTimer(timer);
  }

  private void onResult(@Nullable Void healthy, @Nullable Throwable failure) {
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
}
