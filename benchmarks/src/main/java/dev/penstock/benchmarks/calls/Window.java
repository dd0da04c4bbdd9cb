package dev.penstock.benchmarks.calls;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A closed loop: keeps that many calls under way until a number of them has ended. Confined to the
 * event loop that it was started on. The same for Penstock and for the bare bus.
 */
final class Window<T> implements Handler<AsyncResult<T>> {
  /** Calls under way at a time: enough that wake-ups of event loops do not dominate. */
  static final int SIZE = 64;

  private final Supplier<Future<T>> call;
  private final Consumer<T> onAnswer;
  private final Promise<Void> done = Promise.promise();
  private int unsent;
  private int unanswered;

  private Window(Supplier<Future<T>> call, Consumer<T> onAnswer, int calls) {
    this.call = call;
    this.onAnswer = onAnswer;
    this.unsent = calls;
    this.unanswered = calls;
  }

  /** Makes that many calls, in the current context; at least {@link #SIZE}. */
  static Future<Void> run(Supplier<Future<String>> call, int calls) {
    return run(call, answer -> {}, calls);
  }

  /** As above, and does something with each answer. */
  static <T> Future<Void> run(Supplier<Future<T>> call, Consumer<T> onAnswer, int calls) {
    Window<T> window = new Window<>(call, onAnswer, calls);
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
  public void handle(AsyncResult<T> answer) {
    unanswered--;
    if (answer.failed()) {
      done.tryFail(answer.cause());
      return;
    }
    onAnswer.accept(answer.result());
    if (unsent > 0) {
      send();
    } else if (unanswered == 0) {
      done.tryComplete();
    }
  }
}
