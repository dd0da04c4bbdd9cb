package dev.penstock.message;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of instances that their users forgot to close. Confined to the collector of leases. */
final class LeakWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(LeakWarnings.class);

  /** Most warnings in a minute of one place; the rest of a leak looks the same. */
  private static final int MOST = 10;

  private final LongSupplier clock;
  private final Map<String, Integer> told = new HashMap<>();
  private long minute;

  /**
   * None so far.
   *
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  LeakWarnings(LongSupplier clock) {
    this.clock = clock;
    this.minute = clock.getAsLong();
  }

  /** Nobody can reach the instance of that claim any more, which has not ended yet. */
  void onUnreachable(Claim claim) {
    if (!claim.isForgotten()) {
      return;
    }
    long now = clock.getAsLong();
    if (now - minute >= TimeUnit.MINUTES.toNanos(1)) {
      minute = now;
      told.clear();
    }
    if (told.merge(claim.place(), 1, Integer::sum) <= MOST) {
      LOG.warn(
          "an instance of {} bytes was dropped without close(), so its memory came back only by"
              + " garbage collection; it was made or received in {}{}",
          claim.length(),
          claim.maker(),
          claim.stack() == null ? " (store.trackLeaks tells where)" : "",
          claim.stack());
    }
  }
}
