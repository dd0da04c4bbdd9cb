package dev.penstock.benchmarks.calls;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * A closed loop: keeps that many calls under way until a number of them has ended. Confined to the
 * event loop that it was started on. The same for Penstock and for the bare bus.
 */
final class Window implements Handler<AsyncResult<String>> {
  /** Calls under way at a time: enough that wake-ups of event loops do not dominate. */
  static final int SIZE = 64;

  private final Supplier<Future<String>> call;
  private final Promise<Void> done = Promise.promise();
  private int unsent;
  private int unanswered;

  private Window(Supplier<Future<String>> call, int calls) {
    this.call = call;
    this.unsent = calls;
    this.unanswered = calls;
  }

  /** Makes that many calls, in the current context; at least {@link #SIZE}. */
  static Future<Void> run(Supplier<Future<String>> call, int calls) {
    Window window = new Window(call, calls);
    for (int i = 0; i < SIZE; i++) {
      window.send();
    }
    return window.done.future();
  }

  private void send() {
    unsent--;
    call.get().onComplete(this);
  }

  @Override
  public void handle(AsyncResult<String> answer) {
    unanswered--;
    if (answer.failed()) {
      done.tryFail(answer.cause());
    } else if (unsent > 0) {
      send();
    } else if (unanswered == 0) {
      done.tryComplete();
    }
  }
}
