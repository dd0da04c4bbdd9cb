package dev.penstock.message;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells those who watch the open calls of a node that somewhere a call was cancelled, so that they
 * look for calls below it. Thread-safe.
 *
 * <p>Nested calls are not registered with the call they belong to, which would cost every one of
 * them; they know it, and are looked through in the rare case that one is cancelled.
 */
public final class CancelSignal {
  private final AtomicInteger raised = new AtomicInteger();

  /** A call was cancelled that may have calls below it. */
  public void raise() {
    raised.incrementAndGet();
  }

  /** Changes with every {@link #raise}. */
  public int count() {
    return raised.get();
  }
}
