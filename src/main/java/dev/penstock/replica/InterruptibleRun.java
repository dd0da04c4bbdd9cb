package dev.penstock.replica;

import dev.penstock.message.Call;
import dev.penstock.message.CallRunner;
import org.jspecify.annotations.Nullable;

/**
 * One run of a method, and of what a stream that it has returned is asked for, whose thread is
 * interrupted when the call is given up meanwhile.
 *
 * <p>Invariant: {@code thread} is interrupted only while it runs this method, and leaves {@link
 * #run} without an interrupt, be it from here or from user code: the next call on the thread has
 * nothing to do with it. Both fields are guarded by this object. The call is given up on any
 * thread.
 */
final class InterruptibleRun implements CallRunner {
  private final CallRunner next;
  private @Nullable Thread thread;
  private boolean givenUp;

  /** A method of the user. */
  interface Body {
    @Nullable Object invoke() throws Throwable;
  }

  /**
   * A run that has not begun.
   *
   * @param next hears as well that the call was given up
   */
  InterruptibleRun(CallRunner next) {
    this.next = next;
  }

  /** Runs a part of the call that comes after its method has returned. */
  void run(Runnable part) {
    enter();
    try {
      part.run();
    } finally {
      exit();
    }
  }

  /** Runs the method on this thread. Once. */
  @Nullable Object run(Body body) throws Throwable {
    enter();
    try {
      return body.invoke();
    } finally {
      exit();
    }
  }

  private synchronized void enter() {
    thread = Thread.currentThread();
    if (givenUp) {
      thread.interrupt();
    }
  }

  /** Who interrupts is done before, and its interrupt is cleared, or finds no thread any more. */
  private synchronized void exit() {
    thread = null;
    Thread.interrupted();
  }

  @Override
  public void onGivenUp(Call call) {
    interrupt();
    next.onGivenUp(call);
  }

  private synchronized void interrupt() {
    givenUp = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
