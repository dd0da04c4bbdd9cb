package dev.penstock.admin;

import dev.penstock.metrics.CallMeter;
import dev.penstock.metrics.LatencySnapshot;
import dev.penstock.metrics.LoopDelay;
import dev.penstock.metrics.NodeMeters;
import dev.penstock.metrics.ReplicaMeter;
import dev.penstock.metrics.RequestSnapshot;
import dev.penstock.metrics.RouteMeter;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What happened of late: meters count from the start on, so their numbers of some seconds ago are
 * remembered, and taken from those of now.
 *
 * <p>Keeps the two newest samples; taken every five seconds, the older one is five to ten seconds
 * old. Confined to the listener's event loop.
 */
final class Recent {
  private static final int KEPT = 2;
  private static final RequestSnapshot NO_REQUESTS =
      new RequestSnapshot(LatencySnapshot.NONE, Map.of());

  private final NodeMeters meters;
  private final LongSupplier clock;
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  /** The numbers of all meters at a moment. */
  private record Sample(
      long nanos,
      Map<CallMeter, LatencySnapshot> calls,
      Map<CallMeter, LatencySnapshot> waited,
      Map<ReplicaMeter, LatencySnapshot> replicas,
      Map<LoopDelay, LatencySnapshot> loops,
      Map<RouteMeter, RequestSnapshot> requests) {
    Sample(long nanos) {
      this(
          nanos,
          new HashMap<>(),
          new HashMap<>(),
          new HashMap<>(),
          new HashMap<>(),
          new HashMap<>());
    }
  }

  /**
   * Begins now.
   *
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  Recent(NodeMeters meters, LongSupplier clock) {
    this.meters = meters;
    this.clock = clock;
    samples.add(new Sample(clock.getAsLong()));
  }

  /** Remembers what the meters say now. */
  void sample() {
    Sample now = new Sample(clock.getAsLong());
    for (CallMeter meter : meters.calls().all()) {
      now.calls.put(meter, meter.calls());
      now.waited.put(meter, meter.waited());
    }
    meters.replicas().forEach(meter -> now.replicas.put(meter, meter.calls()));
    meters.loops().forEach(loop -> now.loops.put(loop, loop.delays()));
    meters.requests().all().forEach(meter -> now.requests.put(meter, meter.requests()));
    samples.addLast(now);
    if (samples.size() > KEPT) {
      samples.removeFirst();
    }
  }

  /** From the older sample until now. */
  Window window() {
    Sample since = samples.getFirst();
    return new Window(since, Math.max(1, clock.getAsLong() - since.nanos) / 1e9);
  }

  /**
   * A time until now.
   *
   * @param seconds how long
   */
  record Window(Sample since, double seconds) {
    /** Events per second. */
    double rate(long count) {
      return count / seconds;
    }

    LatencySnapshot calls(CallMeter meter) {
      return meter.calls().since(since.calls.getOrDefault(meter, LatencySnapshot.NONE));
    }

    LatencySnapshot waited(CallMeter meter) {
      return meter.waited().since(since.waited.getOrDefault(meter, LatencySnapshot.NONE));
    }

    LatencySnapshot calls(ReplicaMeter meter) {
      return meter.calls().since(since.replicas.getOrDefault(meter, LatencySnapshot.NONE));
    }

    LatencySnapshot delays(LoopDelay loop) {
      return loop.delays().since(since.loops.getOrDefault(loop, LatencySnapshot.NONE));
    }

    RequestSnapshot requests(RouteMeter meter) {
      return meter.requests().since(since.requests.getOrDefault(meter, NO_REQUESTS));
    }
  }
}
