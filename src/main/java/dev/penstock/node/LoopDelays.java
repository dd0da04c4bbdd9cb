package dev.penstock.node;

import dev.penstock.metrics.LoopDelay;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how late event loops are: a timer on each runs every 100 ms and notes by how much it
 * missed its time. Ends with the loops.
 */
final class LoopDelays {
  private static final long PERIOD_NANOS = Duration.ofMillis(100).toNanos();

  private final LongSupplier clock;

  /** Measures by that clock: nanoseconds, as {@link System#nanoTime()}. */
  LoopDelays(LongSupplier clock) {
    this.clock = clock;
  }

  /** Measures these loops from now on. */
  List<LoopDelay> measure(List<EventLoop> loops) {
    return loops.stream().map(this::measure).toList();
  }

  private LoopDelay measure(EventLoop loop) {
    LoopDelay delay = new LoopDelay(Threads.nameOf(loop), clock.getAsLong() + PERIOD_NANOS);
    schedule(loop, delay);
    return delay;
  }

  private void schedule(EventLoop loop, LoopDelay delay) {
    if (loop.isShuttingDown()) {
      return;
    }
    try {
      loop.schedule(() -> ran(loop, delay), PERIOD_NANOS, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ending) {
      // The loop began to shut down in between: there is nothing to measure any more.
      return;
    }
  }

  private void ran(EventLoop loop, LoopDelay delay) {
    long now = clock.getAsLong();
    delay.ran(now, now + PERIOD_NANOS);
    schedule(loop, delay);
  }
}
