package dev.penstock.replica;

import dev.penstock.message.Call;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.ReplicaId;
import dev.penstock.metrics.ReplicaMeter;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of a replica whose callers have given them up while they run. One that runs on for
 * {@code abandonAfter} is abandoned: its slot is freed as if it had ended.
 *
 * <p>A slot whose method still holds a worker thread stays taken, since there is no thread for
 * another call; from when that method returns, its call has {@code abandonAfter} once more. When
 * such calls hold all threads, the replica is told to be unhealthy, once.
 *
 * <p>Invariants: a call that has ended is neither in {@code running} nor in {@code held}; {@code
 * running} stands in the order of time; there is a timer if and only if it is not empty. All fields
 * are guarded by this object, which is never locked while calling out. Thread-safe.
 */
final class GivenUpCalls {
  private static final Logger LOG = LoggerFactory.getLogger(GivenUpCalls.class);
  private static final long NO_TIMER = -1;
  private static final Duration LONGEST = Duration.ofDays(365);

  /**
   * When a call is abandoned.
   *
   * @param nanos by {@link System#nanoTime()}
   * @param told whether it was counted and logged already
   */
  private record Due(long nanos, boolean told) {}

  private final ReplicaId replica;
  private final ContextInternal control;
  private final CancelSignal cancels;
  private final Duration abandonAfter;
  private final int threads;
  private final Admission admission;
  private final ReplicaMeter meter;
  private final Consumer<Throwable> onStuck;
  private final LinkedHashMap<Call, Due> running = new LinkedHashMap<>();

  /** Calls that are over their time and hold a thread. */
  private final Set<Call> held = new HashSet<>();

  private boolean stuck;
  private boolean closed;
  private long timer = NO_TIMER;

  /**
   * None yet.
   *
   * @param control for the timer; an event loop
   * @param threads worker threads of the replica; 0 if it does not run out of threads
   * @param onStuck told once, on {@code control}, when calls that were given up hold all of them
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
    this.abandonAfter = abandonAfter.compareTo(LONGEST) < 0 ? abandonAfter : LONGEST;
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
    synchronized (this) {
      if (!closed) {
        // Its end may have come, and have been told here, before this.
        if (!call.ended()) {
          watch(call, false);
        }
        return;
      }
    }
    call.letGo();
  }

  /** The method of a call that was given up has returned, and its future is open. Any thread. */
  synchronized void onReturned(Call call) {
    if (held.remove(call)) {
      watch(call, true);
    }
  }

  /** A call that was given up has ended. Any thread. */
  synchronized void remove(Call call) {
    if (running.remove(call) == null) {
      held.remove(call);
    } else if (running.isEmpty()) {
      cancelTimer();
    }
  }

  /** The replica stops: no call is abandoned any more, but none is waited for. Any thread. */
  void close() {
    List<Call> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(running.keySet());
      left.addAll(held);
      running.clear();
      held.clear();
      cancelTimer();
    }
    left.forEach(Call::letGo);
  }

  private void watch(Call call, boolean told) {
    running.put(call, new Due(System.nanoTime() + abandonAfter.toNanos(), told));
    if (timer == NO_TIMER) {
      setTimer(abandonAfter.toNanos());
    }
  }

  private void setTimer(long nanos) {
    try {
      timer = control.setTimer(nanos / 1_000_000 + 1, this::look);
    } catch (RejectedExecutionException e) {
      // The event loop has ended with its Vert.x, and with it everything that could free a slot.
      LOG.debug("replica {}: no timer for calls that were given up", replica, e);
    }
  }

  private void cancelTimer() {
    if (timer != NO_TIMER) {
      control.owner().cancelTimer(timer);
      timer = NO_TIMER;
    }
  }

  private void look(long fired) {
    Map<Call, Due> over = new LinkedHashMap<>();
    List<Call> holding = new ArrayList<>();
    boolean stuckNow;
    synchronized (this) {
      if (fired != timer) {
        return;
      }
      timer = NO_TIMER;
      takeOver(System.nanoTime(), over, holding);
      stuckNow = !stuck && threads > 0 && held.size() >= threads;
      stuck |= stuckNow;
    }
    holding.forEach(this::tellHeld);
    over.forEach(this::abandon);
    if (stuckNow) {
      onStuck.accept(
          new IllegalStateException(
              "calls that nobody waits for hold all of its threads (" + threads + ")"));
    }
  }

  /** Takes out the calls whose time is over, and sets the timer for the next one. */
  private void takeOver(long nowNanos, Map<Call, Due> over, List<Call> holding) {
    for (Iterator<Map.Entry<Call, Due>> all = running.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Call, Due> next = all.next();
      Call call = next.getKey();
      Due due = next.getValue();
      long left = due.nanos - nowNanos;
      if (left > 0) {
        setTimer(left);
        return;
      }
      all.remove();
      if (threads == 0 || call.hasReturned()) {
        over.put(call, due);
      } else if (!call.ended()) {
        held.add(call);
        holding.add(call);
      }
    }
  }

  private void abandon(Call call, Due due) {
    if (!call.abandon()) {
      return;
    }
    if (!due.told) {
      meter.recordAbandoned();
      LOG.warn(
          "replica {}: {} still runs {} ms after its caller gave it up, requestId={}; its slot is"
              + " free for other calls",
          replica,
          call.method().name(),
          abandonAfter.toMillis(),
          call.origin().requestId());
    }
    admission.freed();
  }

  private void tellHeld(Call call) {
    meter.recordAbandoned();
    LOG.warn(
        "replica {}: {} still holds its thread {} ms after its caller gave it up, requestId={}",
        replica,
        call.method().name(),
        abandonAfter.toMillis(),
        call.origin().requestId());
  }
}
