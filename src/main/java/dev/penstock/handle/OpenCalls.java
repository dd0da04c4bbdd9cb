package dev.penstock.handle;

import dev.penstock.message.ReplicaId;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deadlines of open calls, by one sweep and only while calls are open.
 *
 * <p>Either confined to an event loop, for callers on it, or shared by all other threads and then
 * guarded by its lock. User callbacks never run under that lock.
 */
final class OpenCalls {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCalls.class);

  private final EventLoop loop;
  private final boolean shared;
  private final LongSupplier clock;
  private final DeadlineWheel wheel;
  private int size;
  private boolean sweeping;

  private OpenCalls(EventLoop loop, boolean shared, LongSupplier clock) {
    this.loop = loop;
    this.shared = shared;
    this.clock = clock;
    this.wheel = new DeadlineWheel(clock.getAsLong());
  }

  /**
   * The open calls of callers on that event loop.
   *
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  static OpenCalls confinedTo(EventLoop loop, LongSupplier clock) {
    return new OpenCalls(loop, false, clock);
  }

  /** The open calls of all other callers, swept on that event loop. */
  static OpenCalls shared(EventLoop sweeper, LongSupplier clock) {
    return new OpenCalls(sweeper, true, clock);
  }

  /** Runs the end of a call where these calls may be touched. Any thread. */
  void execute(Runnable end) {
    if (shared || loop.inEventLoop()) {
      end.run();
    } else {
      loop.execute(end);
    }
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
    if (shared) {
      List<PendingCall> lost;
      synchronized (wheel) {
        lost = wheel.at(replica);
      }
      lost.forEach(PendingCall::lose);
    } else {
      loop.execute(() -> wheel.at(replica).forEach(PendingCall::lose));
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

  private void sweep() {
    PendingCall expired;
    if (shared) {
      synchronized (wheel) {
        expired = takeExpired();
      }
    } else {
      expired = takeExpired();
    }
    while (expired != null) {
      PendingCall next = expired.next;
      expired.next = null;
      try {
        expired.expire();
      } catch (RuntimeException e) {
        // The others wait for their end as well.
        LOG.error("a call could not be ended at its deadline", e);
      }
      expired = next;
    }
  }

  private @Nullable PendingCall takeExpired() {
    PendingCall expired = wheel.sweep(clock.getAsLong());
    for (PendingCall call = expired; call != null; call = call.next) {
      size--;
    }
    sweeping = size > 0;
    if (sweeping) {
      scheduleSweep();
    }
    return expired;
  }
}
