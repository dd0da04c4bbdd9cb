package dev.penstock.store;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's own thread: makes segments, ahead of need where it can, and looks from time to time
 * what has become free.
 */
final class Upkeep {
  /** How often the store looks what other processes have let go of. */
  static final int PERIOD_MILLIS = 50;

  /** After so many periods it tries again to grow ahead when it could not. */
  private static final int PERIODS_UNTIL_RETRY = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final Growth growth;
  private final Rooms rooms;
  private final Recycler recycler;
  private final ForeignObjects foreign;
  private final ScheduledThreadPoolExecutor executor;
  private final AtomicBoolean mayGrowAhead = new AtomicBoolean(true);
  private volatile @Nullable Thread thread;
  private int periods;
  private boolean growthFailed;
  private boolean lookFailed;

  /** Starts the thread. */
  Upkeep(Growth growth, Rooms rooms, Recycler recycler, ForeignObjects foreign) {
    this.growth = growth;
    this.rooms = rooms;
    this.recycler = recycler;
    this.foreign = foreign;
    this.executor = new ScheduledThreadPoolExecutor(1, this::thread);
  }

  private Thread thread(Runnable work) {
    Thread made = new Thread(work, "penstock-store");
    made.setDaemon(true);
    thread = made;
    return made;
  }

  /** Begins to look from time to time. */
  void start() {
    executor.scheduleWithFixedDelay(
        this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether this is the store's thread. */
  boolean isHere() {
    return Thread.currentThread() == thread;
  }

  /**
   * Does something on the store's thread.
   *
   * @return false if that has ended, or is about to: then it may be done or not
   */
  boolean execute(Runnable work) {
    try {
      executor.execute(work);
      // An executor that ends in this moment drops what it has just accepted, and tells nobody.
      return !executor.isShutdown();
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Has a segment made if little is free. Any thread; does not wait. */
  void growAhead() {
    if (rooms.isScarce() && mayGrowAhead.get() && mayGrowAhead.compareAndSet(true, false)) {
      execute(this::grow);
    }
  }

  private void grow() {
    if (!rooms.isScarce()) {
      mayGrowAhead.set(true);
      return;
    }
    try {
      growth.makeOne();
      growthFailed = false;
      if (!rooms.isScarce()) {
        mayGrowAhead.set(true);
      }
    } catch (IOException e) {
      if (!growthFailed) {
        LOG.warn("the object store cannot grow, and tries again: {}", e.toString());
      }
      growthFailed = true;
    }
  }

  private void look() {
    try {
      recycler.sweep();
      foreign.sweep();
      lookFailed = false;
    } catch (RuntimeException | Error e) {
      // Out of memory, for one, passes; who looks no more never notices.
      if (!lookFailed) {
        LOG.error("the object store could not look for what is free, and tries again", e);
      }
      lookFailed = true;
    }
    if (++periods % PERIODS_UNTIL_RETRY == 0 && mayGrowAhead.compareAndSet(false, true)) {
      growAhead();
    }
  }

  /** Ends the thread when it has done what was asked of it before. */
  void stop() {
    executor.shutdown();
    if (isHere()) {
      return;
    }
    boolean interrupted = false;
    while (!executor.isTerminated()) {
      try {
        executor.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
