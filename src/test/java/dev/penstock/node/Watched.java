package dev.penstock.node;

import dev.penstock.CallContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Calls that go on until they are cancelled, and what tests see of them. */
final class Watched {
  /** The context of each call that has begun, in their order. */
  static final BlockingQueue<CallContext> BEGUN = new LinkedBlockingQueue<>();

  /** For each call that was cancelled, the thread that was told. */
  static final BlockingQueue<String> CANCELLED = new LinkedBlockingQueue<>();

  /** What ends the calls that wait, for tests that do not cancel them. */
  static volatile Promise<String> end = Promise.promise();

  private Watched() {}

  interface Work {
    Future<String> run(String how);
  }

  /** Does as it is told: {@code end}, {@code block} its thread, or {@code wait}. */
  static final class Leaf implements Work {
    @Override
    public Future<String> run(String how) {
      CallContext call = CallContext.current();
      CountDownLatch told = new CountDownLatch(1);
      call.onCancel(
          () -> {
            CANCELLED.add(Thread.currentThread().getName());
            told.countDown();
          });
      BEGUN.add(call);
      return switch (how) {
        case "end" -> Future.succeededFuture(how);
        case "block" -> {
          RunningNode.await(told);
          yield Future.failedFuture("stopped, since nobody waits");
        }
        default -> end.future();
      };
    }
  }

  static void reset() {
    BEGUN.clear();
    CANCELLED.clear();
    end = Promise.promise();
  }

  /** The next call that begins. */
  static CallContext begun() {
    return next(BEGUN);
  }

  /** The thread on which the next cancellation is told. */
  static String cancelled() {
    return next(CANCELLED);
  }

  static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("it did not happen");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
