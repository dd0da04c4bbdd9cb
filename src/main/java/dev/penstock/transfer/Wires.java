package dev.penstock.transfer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The open connections of a node, and the threads that use them: one for each, as they block, named
 * {@code penstock-transfer-N}. Closes what has been still for too long. Thread-safe.
 */
final class Wires {
  private static final long UNUSED_SECONDS = 10;
  private static final long CLOSING_SECONDS = 10;

  /** Of all nodes in this JVM. */
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Vertx vertx;
  private final LongSupplier clock;
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          UNUSED_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Wires::thread);

  private final Set<Wire> open = ConcurrentHashMap.newKeySet();
  private final long timer;
  private volatile boolean closed;

  /**
   * None is open yet.
   *
   * @param clock nanoseconds
   * @param period how often it looks for those that are late
   */
  Wires(Vertx vertx, LongSupplier clock, Duration period) {
    this.vertx = vertx;
    this.clock = clock;
    this.timer = vertx.setPeriodic(period.toMillis(), tick -> closeLate());
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "penstock-transfer-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  private void closeLate() {
    for (Wire wire : open) {
      if (wire.isLate()) {
        wire.close("nothing came for too long");
      }
    }
  }

  /**
   * Runs something on a thread of its own.
   *
   * @return false if this is closed
   */
  boolean run(Runnable task) {
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Looks after a connection from now on. */
  Wire add(SocketChannel channel) {
    Wire wire = new Wire(channel, clock);
    open.add(wire);
    if (closed) {
      wire.close("this node is closing");
    }
    return wire;
  }

  /** Closes a connection. */
  void close(Wire wire, String why) {
    wire.close(why);
    open.remove(wire);
  }

  /** Closes all; ends when no thread is left. */
  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    threads.shutdown();
    open.forEach(wire -> wire.close("this node is closing"));
    return vertx
        .executeBlocking(() -> threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS), false)
        .mapEmpty();
  }
}
