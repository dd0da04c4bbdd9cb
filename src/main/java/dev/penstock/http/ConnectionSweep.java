package dev.penstock.http;

import dev.penstock.config.HttpLimits;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The connections of one event loop, looked at in turn for those whose client takes too long.
 *
 * <p>Time is counted in sweeps, so that a connection notes the time of an event by copying a number
 * and no clock is read. One timer per loop, and none while there is no connection. Confined to its
 * event loop.
 */
final class ConnectionSweep {
  /** Sweeps within the shortest limit: how exactly limits are kept. */
  private static final int PRECISION = 8;

  private static final long MIN_PERIOD_MILLIS = 10;
  private static final long MAX_PERIOD_MILLIS = 1000;

  private final ContextInternal context;
  private final HttpLimits limits;
  private final long periodMillis;
  private final List<ConnectionWatch> watches = new ArrayList<>();
  private long now;
  private boolean sweeping;

  /**
   * Looks after no connection yet.
   *
   * @param context the base context of the loop, for the timer
   */
  ConnectionSweep(ContextInternal context, HttpLimits limits) {
    this.context = context;
    this.limits = limits;
    long shortest =
        Math.min(
            limits.keepAlive().toMillis(),
            Math.min(limits.headerTimeout().toMillis(), limits.bodyTimeout().toMillis()));
    periodMillis = Math.max(MIN_PERIOD_MILLIS, Math.min(MAX_PERIOD_MILLIS, shortest / PRECISION));
  }

  EventLoop loop() {
    return context.nettyEventLoop();
  }

  /** The number of the last sweep. */
  long now() {
    return now;
  }

  HttpLimits limits() {
    return limits;
  }

  /** Whether that time has passed since a sweep. */
  boolean isOver(long since, Duration limit) {
    return (now - since) * periodMillis > limit.toMillis();
  }

  /** The number of connections that it looks after. */
  int size() {
    return watches.size();
  }

  void add(ConnectionWatch watch) {
    watch.position = watches.size();
    watches.add(watch);
    sweepSoon();
  }

  void remove(ConnectionWatch watch) {
    ConnectionWatch last = watches.remove(watches.size() - 1);
    if (last != watch) {
      watches.set(watch.position, last);
      last.position = watch.position;
    }
  }

  /** Asks clients that share connections to open another one for their next requests. */
  void goAway(Duration timeout) {
    forEach(watch -> watch.goAway(timeout));
  }

  /** Does that to each connection, which may close by it. */
  void forEach(Consumer<ConnectionWatch> action) {
    // From the end: one that closes leaves its place to the last one, which was looked at already.
    for (int i = watches.size() - 1; i >= 0; i--) {
      if (i < watches.size()) {
        action.accept(watches.get(i));
      }
    }
  }

  private void sweepSoon() {
    if (!sweeping) {
      sweeping = true;
      context.setTimer(periodMillis, this::sweep);
    }
  }

  private void sweep(long timer) {
    now++;
    forEach(ConnectionWatch::check);
    sweeping = false;
    if (!watches.isEmpty()) {
      sweepSoon();
    }
  }
}
