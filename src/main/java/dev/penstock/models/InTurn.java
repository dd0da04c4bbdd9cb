package dev.penstock.models;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs actions on a thread that has no context, one after the other: what begins within one of them
 * runs behind it. So a long queue of loads that end at once needs no deep stack.
 */
final class InTurn {
  /** What is left to do on this thread; null while it does nothing. */
  private static final ThreadLocal<@Nullable ArrayDeque<Runnable>> LEFT = new ThreadLocal<>();

  private InTurn() {}

  /** Runs it now, or behind what runs on this thread. It must not throw. */
  static void run(Runnable action) {
    ArrayDeque<Runnable> left = LEFT.get();
    if (left != null) {
      left.add(action);
      return;
    }
    left = new ArrayDeque<>();
    LEFT.set(left);
    try {
      for (Runnable next = action; next != null; next = left.poll()) {
        next.run();
      }
    } finally {
      LEFT.remove();
    }
  }
}
