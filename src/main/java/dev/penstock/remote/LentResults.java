package dev.penstock.remote;

import dev.penstock.message.SentObjects;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What answers name that went to nodes of other hosts: held here until the node says that it has
 * fetched it, is gone, or could not want it any more since the time of its call is over.
 * Thread-safe; whoever takes an entry out of the table releases it.
 */
final class LentResults {
  private final BiConsumer<Duration, Runnable> timer;
  private final Map<ArrivedCall.Key, SentObjects> lent = new ConcurrentHashMap<>();
  private volatile @Nullable Promise<Void> emptied;

  /**
   * Nothing so far.
   *
   * @param timer runs something after a time
   */
  LentResults(BiConsumer<Duration, Runnable> timer) {
    this.timer = timer;
  }

  /**
   * An answer is about to be sent.
   *
   * @param time that is left until the deadline of the call
   */
  void lend(ArrivedCall.Key call, SentObjects objects, Duration time) {
    lent.put(call, objects);
    timer.accept(time, () -> release(call));
  }

  /** Nobody wants them any more. */
  void release(ArrivedCall.Key call) {
    SentObjects objects = lent.remove(call);
    if (objects != null) {
      objects.release();
      tellIfEmpty();
    }
  }

  private void tellIfEmpty() {
    Promise<Void> waiting = emptied;
    if (waiting != null && lent.isEmpty()) {
      waiting.tryComplete();
    }
  }

  /** Ends when nothing is held any more. Once, when no more answers are sent. */
  Future<Void> whenEmpty() {
    Promise<Void> waiting = Promise.promise();
    emptied = waiting;
    tellIfEmpty();
    return waiting.future();
  }

  /** The node is gone. */
  void onGone(String node) {
    for (ArrivedCall.Key call : lent.keySet()) {
      if (call.node().equals(node)) {
        release(call);
      }
    }
  }
}
