package dev.penstock;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream by asking for one item after the other. Guarded by this object, which is never
 * locked while calling out; one item is asked for at a time.
 */
final class ItemsOneByOne<T> {
  private final ReadStream<T> stream;

  /** Items that came unasked: few, since the stream is paused. */
  private final ArrayDeque<T> early = new ArrayDeque<>();

  private @Nullable Promise<@Nullable T> asked;
  private boolean started;
  private boolean ended;
  private @Nullable Throwable failure;

  ItemsOneByOne(ReadStream<T> stream) {
    this.stream = stream;
    stream.pause();
  }

  /**
   * The next item, or null at the end; unless it is there, it comes after {@link #fetch}.
   *
   * <p>Apart from that, so that whoever uses it can say what to do with it before it comes: the
   * tensors of an item are open only while its handler runs.
   */
  Future<@Nullable T> next() {
    Promise<@Nullable T> promise = Promise.promise();
    synchronized (this) {
      if (!early.isEmpty()) {
        return Future.succeededFuture(early.poll());
      }
      if (failure != null) {
        return Future.failedFuture(failure);
      }
      if (ended) {
        return Future.succeededFuture();
      }
      asked = promise;
    }
    return promise.future();
  }

  /** Asks the stream for the item that {@link #next} has promised. */
  void fetch() {
    boolean first;
    synchronized (this) {
      first = !started;
      started = true;
    }
    if (first) {
      stream.exceptionHandler(cause -> over(cause)).endHandler(end -> over(null));
      stream.handler(this::onItem);
    }
    stream.fetch(1);
  }

  private void onItem(T item) {
    Promise<@Nullable T> waiting;
    synchronized (this) {
      waiting = asked;
      asked = null;
      if (waiting == null) {
        early.add(item);
        return;
      }
    }
    waiting.complete(item);
  }

  private void over(@Nullable Throwable cause) {
    Promise<@Nullable T> waiting;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      failure = cause;
      waiting = asked;
      asked = null;
    }
    if (waiting == null) {
      return;
    }
    if (cause == null) {
      waiting.complete(null);
    } else {
      waiting.fail(cause);
    }
  }

  /** Reads no more. */
  void close() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    ItemStream.cancel(stream);
  }
}
