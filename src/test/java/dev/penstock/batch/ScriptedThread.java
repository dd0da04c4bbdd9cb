package dev.penstock.batch;

import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * One thread of a replica with a clock of its own, which moves only when the test says so. Tasks
 * take no time.
 */
final class ScriptedThread implements Lane {
  private record Timer(long nanos, long order, Runnable task) {}

  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::nanos).thenComparingLong(Timer::order));
  private long now = 1_000_000_000_000L;
  private long order;

  long nanos() {
    return now;
  }

  /** Runs what is in the queue, and what that adds to it. */
  void runQueue() {
    for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
      next.run();
    }
  }

  /** Lets time pass, and everything happen that is due in it. */
  void pass(long nanos) {
    long end = now + nanos;
    runQueue();
    while (!timers.isEmpty() && timers.peek().nanos <= end) {
      Timer next = timers.remove();
      now = Math.max(now, next.nanos);
      next.task.run();
      runQueue();
    }
    now = end;
  }

  @Override
  public boolean isHere() {
    return true;
  }

  @Override
  public boolean canWait() {
    return true;
  }

  @Override
  public Object thread() {
    return this;
  }

  @Override
  public void atEnd(Runnable task) {
    queue.add(task);
  }

  @Override
  public void after(long nanos, Runnable task) {
    timers.add(new Timer(now + nanos, order++, task));
  }

  @Override
  public void alarm(long nanos, Runnable task) {
    after(nanos, task);
  }

  @Override
  public <T> Promise<T> promise() {
    return Promise.promise();
  }
}
