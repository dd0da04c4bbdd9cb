package dev.penstock.batch;

import io.vertx.core.Promise;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * No context of Vert.x, as in a unit test: everything is done at once, on the thread that asks.
 *
 * <p>Invariant: one thread at a time works off {@code tasks}, in their order; both fields are
 * guarded by this object. So a task that asks for another one has ended before that begins.
 */
final class PlainLane implements Lane {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private boolean working;

  @Override
  public boolean isHere() {
    return false;
  }

  @Override
  public boolean canWait() {
    return false;
  }

  @Override
  public Object thread() {
    return this;
  }

  @Override
  public void atEnd(Runnable task) {
    synchronized (this) {
      tasks.add(task);
      if (working) {
        return;
      }
      working = true;
    }
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = tasks.poll();
    working = next != null;
    return next;
  }

  @Override
  public void after(long nanos, Runnable task) {
    throw new IllegalStateException("nothing waits without a context");
  }

  /** There is nobody to look; a unit test ends. */
  @Override
  public void alarm(long nanos, Runnable task) {}

  @Override
  public <T> Promise<T> promise() {
    return Promise.promise();
  }
}
