package dev.penstock.replica;

import dev.penstock.message.Call;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.ReplicaId;
import dev.penstock.metrics.ReplicaMeter;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of a replica whose callers have given them up while they ran. One that runs on for
 * {@code abandonAfter} is abandoned: its slot is freed as if it had ended.
 *
 * <p>A slot whose method still holds a worker thread stays taken, since there is no thread for
 * another call; when such calls hold all threads, the replica is told to be unhealthy. {@code
 * calls} stands in the order of time and is guarded by this object.
 */
final class GivenUpCalls {
  private static final Logger LOG = LoggerFactory.getLogger(GivenUpCalls.class);

  /** A call and when it is abandoned, by {@link System#nanoTime()}. */
  private record GivenUp(Call call, long dueNanos) {}

  private final ReplicaId replica;
  private final ContextInternal control;
  private final CancelSignal cancels;
  private final Duration abandonAfter;
  private final int threads;
  private final Admission admission;
  private final ReplicaMeter meter;
  private final Consumer<Throwable> onStuck;
  private final ArrayDeque<GivenUp> calls = new ArrayDeque<>();
  private final List<Call> stuck = new ArrayList<>();
  private boolean timed;

  /**
   * None yet.
   *
   * @param control for the timer; an event loop
   * @param threads worker threads of the replica; 0 if it does not run out of threads
   * @param onStuck told when calls that were given up hold all of them
   */
  GivenUpCalls(
      ReplicaId replica,
      ContextInternal control,
      CancelSignal cancels,
      Duration abandonAfter,
      int threads,
      Admission admission,
      ReplicaMeter meter,
      Consumer<Throwable> onStuck) {
    this.replica = replica;
    this.control = control;
    this.cancels = cancels;
    this.abandonAfter = abandonAfter;
    this.threads = threads;
    this.admission = admission;
    this.meter = meter;
    this.onStuck = onStuck;
  }

  /** Where it is told that calls were cancelled. */
  CancelSignal cancels() {
    return cancels;
  }

  /** A call was given up while it runs. Any thread. */
  void add(Call call) {
    boolean first;
    synchronized (this) {
      calls.addLast(new GivenUp(call, System.nanoTime() + abandonAfter.toNanos()));
      first = !timed;
      timed = true;
    }
    if (first) {
      lookAfter(abandonAfter.toMillis());
    }
  }

  private void lookAfter(long millis) {
    control.setTimer(Math.max(1, millis), timer -> look(System.nanoTime()));
  }

  private void look(long nowNanos) {
    List<Call> due = new ArrayList<>();
    long next = -1;
    synchronized (this) {
      for (GivenUp head = calls.peekFirst(); head != null; head = calls.peekFirst()) {
        if (!head.call.ended() && head.dueNanos - nowNanos > 0) {
          next = (head.dueNanos - nowNanos) / 1_000_000 + 1;
          break;
        }
        calls.removeFirst();
        due.add(head.call);
      }
      timed = next >= 0;
    }
    if (next >= 0) {
      lookAfter(next);
    }
    due.stream().filter(call -> !call.ended()).forEach(this::abandon);
  }

  private void abandon(Call call) {
    if (threads > 0 && !call.hasReturned()) {
      hold(call);
      return;
    }
    if (call.abandon()) {
      meter.recordAbandoned();
      LOG.warn(
          "replica {}: {} still runs {} ms after its caller gave it up, requestId={}; its slot is"
              + " free for other calls",
          replica,
          call.method().name(),
          abandonAfter.toMillis(),
          call.origin().requestId());
      admission.freed();
    }
  }

  private void hold(Call call) {
    stuck.removeIf(Call::ended);
    stuck.add(call);
    meter.recordAbandoned();
    LOG.warn(
        "replica {}: {} still holds its thread {} ms after its caller gave it up, requestId={}",
        replica,
        call.method().name(),
        abandonAfter.toMillis(),
        call.origin().requestId());
    if (stuck.size() >= threads) {
      onStuck.accept(
          new IllegalStateException(
              "calls that nobody waits for hold all of its threads (" + threads + ")"));
    }
  }
}
