package dev.penstock.handle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Open calls by deadline: a hashed timing wheel (Varghese and Lauck, 1987), without a timer per
 * call.
 *
 * <p>Confined: to its event loop, or to a lock around it. A call is in at most one wheel. Adding
 * and removing take constant time and allocate nothing.
 */
final class DeadlineWheel {
  /** Time between two sweeps; a deadline is noticed less than two of them late. */
  static final long TICK_NANOS = 10_000_000;

  private static final int BUCKETS = 1024;

  private final @Nullable PendingCall[] buckets = new @Nullable PendingCall[BUCKETS];
  private final long startNanos;
  private long swept;

  /** A wheel whose first tick starts now. */
  DeadlineWheel(long nowNanos) {
    startNanos = nowNanos;
  }

  /** Watches a call. */
  void add(PendingCall call) {
    int bucket = bucketOf(call);
    PendingCall head = buckets[bucket];
    call.bucket = bucket;
    call.next = head;
    if (head != null) {
      head.previous = call;
    }
    buckets[bucket] = call;
  }

  private int bucketOf(PendingCall call) {
    long tick = Math.max(tickOf(call.deadlineNanos()) + 1, swept + 1);
    return (int) (tick & (BUCKETS - 1));
  }

  /** Watches a call no more; does nothing if it is not watched. */
  void remove(PendingCall call) {
    if (call.bucket < 0) {
      return;
    }
    PendingCall previous = call.previous;
    PendingCall next = call.next;
    if (previous == null) {
      buckets[call.bucket] = next;
    } else {
      previous.next = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    call.previous = null;
    call.next = null;
    call.bucket = -1;
  }

  /**
   * Takes out the calls whose deadline is past.
   *
   * @return them, linked by {@code next}, in no order; null if there are none
   */
  @Nullable PendingCall sweep(long nowNanos) {
    PendingCall expired = null;
    long last = tickOf(nowNanos);
    long from = Math.max(swept + 1, last - BUCKETS + 1);
    for (long tick = from; tick <= last; tick++) {
      PendingCall call = buckets[(int) (tick & (BUCKETS - 1))];
      while (call != null) {
        PendingCall next = call.next;
        if (call.expired(nowNanos)) {
          remove(call);
          call.next = expired;
          expired = call;
        } else if (bucketOf(call) != call.bucket) {
          // Its deadline has moved.
          remove(call);
          add(call);
        }
        call = next;
      }
    }
    swept = Math.max(swept, last);
    return expired;
  }

  /** The calls of which something is true. Looks at all calls. */
  List<PendingCall> select(Predicate<PendingCall> wanted) {
    List<PendingCall> found = new ArrayList<>();
    for (PendingCall head : buckets) {
      for (PendingCall call = head; call != null; call = call.next) {
        if (wanted.test(call)) {
          found.add(call);
        }
      }
    }
    return found;
  }

  private long tickOf(long nanos) {
    return Math.max(0, nanos - startNanos) / TICK_NANOS;
  }
}
