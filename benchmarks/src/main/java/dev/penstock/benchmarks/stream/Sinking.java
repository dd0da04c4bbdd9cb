package dev.penstock.benchmarks.stream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** As its contract says. There is one replica, which alone uses what is static here. */
public final class Sinking implements Sink {
  private static volatile @Nullable Context context;
  private static @Nullable Promise<String> done;
  private static long left;

  private final Feed feed;

  public Sinking(Feed feed) {
    this.feed = feed;
  }

  /** Where bare tasks go. */
  static Context context() {
    return Objects.requireNonNull(context);
  }

  /** A bare task has come. On the thread of the replica. */
  static void take(Object item) {
    left -= item == null ? 0 : 1;
    if (left == 0 && done != null) {
      done.complete(Thread.currentThread().getName());
    }
  }

  @Override
  public Future<String> texts(int count) {
    return count(feed.texts(count), count);
  }

  @Override
  public Future<String> bytes(int count) {
    return count(feed.bytes(count), count);
  }

  private static <T> Future<String> count(ReadStream<T> stream, int expected) {
    Promise<String> whole = Promise.promise();
    left = expected;
    stream
        .exceptionHandler(whole::tryFail)
        .endHandler(
            end -> whole.complete(left == 0 ? Thread.currentThread().getName() : left + " missing"))
        .handler(item -> left--);
    return whole.future();
  }

  @Override
  public Future<String> tasks(int count) {
    context = Vertx.currentContext();
    left = count;
    Promise<String> promise = Promise.promise();
    done = promise;
    return feed.tasks(count).compose(sent -> promise.future());
  }
}
