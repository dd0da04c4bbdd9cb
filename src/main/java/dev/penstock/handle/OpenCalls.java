package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.ReplicaId;
import dev.penstock.metrics.CallMeter;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches open calls: for their deadlines, and for calls above them that are cancelled; by one
 * sweep and only while calls are open.
 *
 * <p>Either confined to an event loop, for callers on it, or shared by all other threads and then
 * guarded by its lock. User callbacks never run under that lock.
 */
final class OpenCalls {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCalls.class);

  private final EventLoop loop;
  private final int number;
  private final CancelSignal cancels;
  private final boolean shared;
  private final LongSupplier clock;
  private final DeadlineWheel wheel;
  private int size;
  private int cancelsSeen;
  private boolean sweeping;

  private OpenCalls(
      EventLoop loop, int number, CancelSignal cancels, boolean shared, LongSupplier clock) {
    this.loop = loop;
    this.number = number;
    this.cancels = cancels;
    this.cancelsSeen = cancels.count();
    this.shared = shared;
    this.clock = clock;
    this.wheel = new DeadlineWheel(clock.getAsLong());
  }

  /**
   * The open calls of callers on that event loop.
   *
   * @param number of the event loop, for meters
   * @param cancels tells when calls were cancelled that may have calls below them
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  static OpenCalls confinedTo(
      EventLoop loop, int number, CancelSignal cancels, LongSupplier clock) {
    return new OpenCalls(loop, number, cancels, false, clock);
  }

  /** The open calls of all other callers, swept on that event loop. */
  static OpenCalls shared(EventLoop sweeper, CancelSignal cancels, LongSupplier clock) {
    return new OpenCalls(sweeper, -1, cancels, true, clock);
  }

  /** Whether other threads may end or give up these calls at any moment. */
  boolean isShared() {
    return shared;
  }

  /** Runs the end of a call where these calls may be touched. Any thread. */
  void execute(Runnable end) {
    if (shared || loop.inEventLoop()) {
      end.run();
    } else {
      loop.execute(end);
    }
  }

  /** Counts a call that has ended for its caller. Only on the owner's thread. */
  void record(PendingCall call, @Nullable CallFailedException failure) {
    long ended = call.endedNanos();
    long nanos = (ended == 0 ? clock.getAsLong() : ended) - started(call);
    Failure kind = failure == null ? null : failure.failure();
    CallMeter meter = call.callee().meter();
    if (shared) {
      meter.recordShared(nanos, kind);
    } else {
      meter.record(number, nanos, kind);
    }
  }

  private static long started(PendingCall call) {
    Attempts attempts = call.attempts();
    return attempts == null ? call.submittedNanos() : attempts.startedNanos();
  }

  /** The event loop of the callers, if they are on one. */
  @Nullable EventLoop loop() {
    return shared ? null : loop;
  }

  /** The time by the clock of deadlines. */
  long nowNanos() {
    return clock.getAsLong();
  }

  /** Watches a call until it is removed. Only on the owner's thread. */
  void add(PendingCall call) {
    if (shared) {
      synchronized (wheel) {
        watch(call);
      }
    } else {
      watch(call);
    }
  }

  /** Watches a call no more. Only on the owner's thread. */
  void remove(PendingCall call) {
    if (shared) {
      synchronized (wheel) {
        unwatch(call);
      }
    } else {
      unwatch(call);
    }
  }

  /** Fails the calls that are at a replica which is gone. Any thread. */
  void onReplicaLost(ReplicaId replica) {
    endAt(replica, PendingCall::lose);
  }

  /**
   * Sends calls elsewhere that are at a replica which has failed, and have not begun. Any thread.
   */
  void onReplicaFailed(ReplicaId replica) {
    endAt(replica, PendingCall::loseUnbegun);
  }

  private void endAt(ReplicaId replica, Consumer<PendingCall> how) {
    if (shared) {
      List<PendingCall> there;
      synchronized (wheel) {
        there = wheel.select(call -> replica.equals(call.replica()));
      }
      there.forEach(how);
    } else {
      loop.execute(() -> wheel.select(call -> replica.equals(call.replica())).forEach(how));
    }
  }

  private void watch(PendingCall call) {
    wheel.add(call);
    size++;
    if (!sweeping) {
      scheduleSweep();
      sweeping = true;
    }
  }

  private void unwatch(PendingCall call) {
    if (call.bucket >= 0) {
      wheel.remove(call);
      size--;
    }
  }

  private void scheduleSweep() {
    loop.schedule(this::sweep, DeadlineWheel.TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  /**
   * Ends calls whose deadline is past, and those whose parent was cancelled since the last time.
   */
  private void sweep() {
    List<PendingCall> expired;
    List<PendingCall> orphans;
    int raised = cancels.count();
    if (shared) {
      synchronized (wheel) {
        orphans = orphans(raised);
        expired = takeExpired();
      }
    } else {
      orphans = orphans(raised);
      expired = takeExpired();
    }
    expired.forEach(call -> end(call, PendingCall::expire));
    orphans.forEach(orphan -> end(orphan, PendingCall::cancel));
  }

  private static void end(PendingCall call, Consumer<PendingCall> how) {
    try {
      how.accept(call);
    } catch (RuntimeException e) {
      // The others wait for their end as well.
      LOG.error("a call could not be ended before its answer", e);
    }
  }

  private List<PendingCall> orphans(int raised) {
    if (raised == cancelsSeen) {
      return List.of();
    }
    cancelsSeen = raised;
    return wheel.select(call -> call.parent().isOver());
  }

  /**
   * Unlinked while the wheel is still the sweep's: a stream among them may be watched anew, for an
   * item that came just now, before its turn to be ended.
   */
  private List<PendingCall> takeExpired() {
    List<PendingCall> expired = List.of();
    PendingCall call = wheel.sweep(clock.getAsLong());
    if (call != null) {
      expired = new ArrayList<>();
    }
    while (call != null) {
      PendingCall following = call.next;
      call.next = null;
      expired.add(call);
      size--;
      call = following;
    }
    sweeping = size > 0;
    if (sweeping) {
      scheduleSweep();
    }
    return expired;
  }
}
