package dev.penstock.message;

/**
 * How deep the current thread is inside a value of a recursive type.
 *
 * <p>Only recursive types count, since all others end by themselves. The limit keeps foreign bytes
 * and cyclic values from overflowing the stack.
 */
final class Nesting {
  /** Deepest nesting of a value. */
  static final int LIMIT = 200;

  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private Nesting() {}

  /** Goes one level down; {@link #leave} must follow if this returns. */
  static void enter() {
    int[] depth = DEPTH.get();
    if (depth[0] >= LIMIT) {
      throw new ValueException("nested deeper than " + LIMIT + " levels, or contains itself");
    }
    depth[0]++;
  }

  /** Goes one level up. */
  static void leave() {
    DEPTH.get()[0]--;
  }
}
