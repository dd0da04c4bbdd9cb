package dev.penstock;

import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream that its reader can cancel. Every stream that comes over a handle is one, and so are
 * those made here.
 *
 * <p>A contract method that streams returns {@code ReadStream<T>}; a class that implements it
 * returns any Vert.x stream, or one of {@link #of}, {@link #generate}, {@link #map} and {@link
 * #compose}. Items are asked for as the reader takes them, so a slow reader slows the producer. As
 * in all of Vert.x, a stream has one reader; it flows once a handler is set, unless it is paused.
 */
public interface ItemStream<T> extends ReadStream<T> {
  /**
   * Ends the stream without telling the reader: no handler is called any more, its producer stops,
   * and the call that it came from is cancelled. Does nothing after the end. Any thread.
   */
  void cancel();

  /** Cancels any stream: one that cannot be cancelled has no reader from now on. */
  static void cancel(ReadStream<?> stream) {
    if (stream instanceof ItemStream<?> own) {
      own.cancel();
    } else {
      stream.handler(null);
    }
  }

  /** The items of a collection, each asked for when the reader wants it. */
  static <T> ItemStream<T> of(Iterable<T> items) {
    return of(items.iterator());
  }

  /**
   * The items of an iterator, each asked for when the reader wants it, on the reader's thread: it
   * may block only on worker and virtual threads. An iterator that is {@link AutoCloseable} is
   * closed at the end, or when the stream is cancelled.
   */
  static <T> ItemStream<T> of(Iterator<T> items) {
    return new PulledStream<>(items);
  }

  /**
   * A stream whose items are computed one after the other: the next is asked for when the one
   * before is there and the reader wants more.
   *
   * @param next gives the next item, or null at the end; what it throws or fails with ends the
   *     stream
   */
  static <T> ItemStream<T> generate(Supplier<Future<@Nullable T>> next) {
    return new PulledStream<>(next, () -> {}, () -> {});
  }

  /** The same stream with each item replaced. What {@code change} throws fails the stream. */
  static <T, R> ItemStream<R> map(ReadStream<T> stream, Function<T, R> change) {
    return compose(stream, item -> Future.succeededFuture(change.apply(item)));
  }

  /**
   * The same stream with each item replaced by what a future gives, such as a call over a handle;
   * one item at a time and in order. A failure ends the stream, and cancels the first one.
   */
  static <T, R> ItemStream<R> compose(ReadStream<T> stream, Function<T, Future<R>> change) {
    ItemsOneByOne<T> items = new ItemsOneByOne<>(stream);
    return new PulledStream<>(
        () -> items.next().compose(item -> item == null ? ended() : changed(change, item)),
        items::fetch,
        items::close);
  }

  private static <R> Future<@Nullable R> ended() {
    return Future.succeededFuture();
  }

  private static <T, R> Future<@Nullable R> changed(Function<T, Future<R>> change, T item) {
    return change
        .apply(item)
        .map(changed -> Objects.requireNonNull(changed, "an item was replaced by null"));
  }
}
