package dev.penstock.node;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time that closing a node may take: what its listener uses up is not there for its replicas.
 * Without limit until it is started. Thread-safe.
 */
final class StopBudget {
  private final LongSupplier nanoClock;
  private volatile @Nullable Long endNanos;

  /** A budget by that clock, such as {@link System#nanoTime()}. */
  StopBudget(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** A future that fails when the time is over, by a clock that is not Vert.x's. */
  static CompletableFuture<Void> bounded(Future<Void> future, Duration limit) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    future.onSuccess(ended::complete).onFailure(ended::completeExceptionally);
    return ended.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** From now on all must end within that time. */
  void start(Duration total) {
    endNanos = nanoClock.getAsLong() + total.toNanos();
  }

  /** The wanted time, or what is left if that is less; never negative. */
  Duration atMost(Duration wanted) {
    Long end = endNanos;
    if (end == null) {
      return wanted;
    }
    Duration left = Duration.ofNanos(Math.max(0, end - nanoClock.getAsLong()));
    return left.compareTo(wanted) < 0 ? left : wanted;
  }
}
