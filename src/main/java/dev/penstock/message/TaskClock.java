package dev.penstock.message;

import io.vertx.core.impl.VertxThread;

/**
 * When the task that a thread of Vert.x works on has begun. Vert.x reads the clock there anyway, to
 * find threads that are blocked; reading it again would be the dearest part of a local call.
 */
public final class TaskClock {
  private TaskClock() {}

  /**
   * When the current task began, by {@link System#nanoTime()}; now, where there is none or the
   * thread is not one of Vert.x.
   */
  public static long nanos() {
    if (Thread.currentThread() instanceof VertxThread thread) {
      long start = thread.startTime();
      if (start != 0) {
        return start;
      }
    }
    return System.nanoTime();
  }
}
