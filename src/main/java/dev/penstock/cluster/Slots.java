package dev.penstock.cluster;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one replica: as many calls as may be ongoing there.
 *
 * <p>Invariants: (1) at most {@code limit} slots are taken; (2) a closed replica's slots are never
 * taken again, so that once closed and free it stays idle. Both are held by one word, changed by
 * compare-and-set only; the limit never falls. Thread-safe, lock-free.
 */
public final class Slots {
  private static final int CLOSED = 1 << 31;

  /** Above any limit, so that it costs nothing to look at. */
  private static final int BLOCKED = 1 << 30;

  private static final int COUNT = BLOCKED - 1;

  private volatile int limit;

  /** Calls of other nodes, as far as they were told; a hint. */
  private int elsewhere;

  /** The number of taken slots; the sign bit says closed, the one below it blocked. */
  private final AtomicInteger word = new AtomicInteger();

  private final AtomicReference<@Nullable Runnable> onIdle = new AtomicReference<>();

  /** Slots of a replica that takes that many calls at a time. */
  public Slots(int limit) {
    this.limit = limit;
  }

  /** Takes a slot if one is free and the replica is open. */
  public boolean tryTake() {
    for (; ; ) {
      int now = word.get();
      if (now < 0 || now >= limit) {
        return false;
      }
      if (word.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Whether a slot is free and the replica open; may change at once. */
  public boolean hasFree() {
    int now = word.get();
    return now >= 0 && now < limit;
  }

  /** Frees a slot that the caller of this method holds. */
  public void free() {
    if ((word.decrementAndGet() & ~BLOCKED) == CLOSED) {
      idle();
    }
  }

  /** Lets the replica take that many calls at a time, if it takes fewer. */
  public synchronized void atLeast(int calls) {
    limit = Math.max(limit, calls);
  }

  /** How many calls the replica takes at a time. */
  public int limit() {
    return limit;
  }

  /** Ongoing calls, including those on their way, and those of other nodes that are known of. */
  public int ongoing() {
    return (word.get() & COUNT) + elsewhere;
  }

  /** Ongoing calls of this node, including those on their way. */
  public int taken() {
    return word.get() & COUNT;
  }

  /** The replica, on another node, has told how many calls are ongoing there. */
  public void onTold(int all) {
    elsewhere = Math.max(0, all - taken());
  }

  /** The replica, on another node, was full: no slot is free until it says so. */
  public void block() {
    word.getAndUpdate(now -> now | BLOCKED);
  }

  /** The replica may have free slots again. */
  public void unblock() {
    if ((word.get() & BLOCKED) != 0) {
      word.getAndUpdate(now -> now & ~BLOCKED);
    }
  }

  /** Takes a slot that the replica has offered, whatever its limit. */
  public void take() {
    word.incrementAndGet();
  }

  /** Whether no slot is given out any more. */
  public boolean closed() {
    return word.get() < 0;
  }

  /** Gives out no more slots. */
  public void close() {
    word.getAndUpdate(now -> now | CLOSED);
  }

  /**
   * Gives out no more slots, maybe for the second time, and tells when all are free.
   *
   * @param idle runs once, on any thread, when the last taken slot is free; maybe at once
   */
  public void close(Runnable idle) {
    onIdle.set(idle);
    int before = word.getAndUpdate(now -> now | CLOSED);
    if ((before & COUNT) == 0) {
      idle();
    }
  }

  private void idle() {
    Runnable run = onIdle.getAndSet(null);
    if (run != null) {
      run.run();
    }
  }
}
