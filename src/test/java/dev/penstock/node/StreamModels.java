package dev.penstock.node;

import dev.penstock.CallContext;
import dev.penstock.ItemStream;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Deployments that stream, for tests. */
final class StreamModels {
  private StreamModels() {}

  /** Makes streams. */
  public interface Source {
    ReadStream<Integer> count(int to);

    ReadStream<Integer> failAfter(int items);

    ReadStream<Integer> silentAfter(int items);

    ReadStream<Integer> paced(int items, int millis);

    ReadStream<Tensor> tensors(int count);

    ReadStream<Integer> blocking();

    Future<Integer> produced();

    Future<Integer> sum(ReadStream<Integer> numbers);

    Future<String> ignore(ReadStream<Integer> numbers);

    ReadStream<Integer> doubled(ReadStream<Integer> numbers);
  }

  /** As its contract says, and counts what it was asked for. */
  public static final class Producer implements Source {
    static final CompletableFuture<String> INTERRUPTED = new CompletableFuture<>();
    private final AtomicInteger produced = new AtomicInteger();
    final CompletableFuture<String> cancelled = new CompletableFuture<>();

    @Override
    public ReadStream<Integer> count(int to) {
      CallContext.current().onCancel(() -> cancelled.complete("cancelled"));
      Iterator<Integer> numbers = IntStream.range(0, to).iterator();
      return ItemStream.of(
          new Iterator<Integer>() {
            @Override
            public boolean hasNext() {
              return numbers.hasNext();
            }

            @Override
            public Integer next() {
              produced.incrementAndGet();
              return numbers.next();
            }
          });
    }

    @Override
    public ReadStream<Integer> failAfter(int items) {
      AtomicInteger given = new AtomicInteger();
      return ItemStream.generate(
          () ->
              given.get() == items
                  ? Future.failedFuture(new IllegalStateException("no more paper"))
                  : Future.succeededFuture(given.incrementAndGet()));
    }

    @Override
    public ReadStream<Integer> silentAfter(int items) {
      CallContext.current().onCancel(() -> cancelled.complete("cancelled"));
      AtomicInteger given = new AtomicInteger();
      return ItemStream.generate(
          () ->
              given.get() == items
                  ? Promise.<Integer>promise().future()
                  : Future.succeededFuture(given.incrementAndGet()));
    }

    @Override
    public ReadStream<Integer> paced(int items, int millis) {
      return ItemStream.compose(count(items), item -> after(millis).map(item));
    }

    @Override
    public ReadStream<Tensor> tensors(int count) {
      return ItemStream.map(
          ItemStream.of(() -> IntStream.range(0, count).iterator()),
          number -> Tensor.of(floats(number), 20_000));
    }

    @Override
    public ReadStream<Integer> blocking() {
      CountDownLatch never = new CountDownLatch(1);
      return ItemStream.of(
          new Iterator<Integer>() {
            private int next;

            @Override
            public boolean hasNext() {
              return true;
            }

            @Override
            public Integer next() {
              if (next == 1) {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  INTERRUPTED.complete("interrupted");
                  throw new IllegalStateException(e);
                }
              }
              return next++;
            }
          });
    }

    static float[] floats(int value) {
      float[] all = new float[20_000];
      java.util.Arrays.fill(all, value);
      return all;
    }

    @Override
    public Future<Integer> produced() {
      return Future.succeededFuture(produced.get());
    }

    @Override
    public Future<Integer> sum(ReadStream<Integer> numbers) {
      Promise<Integer> sum = Promise.promise();
      AtomicInteger total = new AtomicInteger();
      numbers
          .exceptionHandler(sum::tryFail)
          .endHandler(end -> sum.complete(total.get()))
          .handler(total::addAndGet);
      return sum.future();
    }

    @Override
    public Future<String> ignore(ReadStream<Integer> numbers) {
      return Future.succeededFuture("not read");
    }

    @Override
    public ReadStream<Integer> doubled(ReadStream<Integer> numbers) {
      return ItemStream.map(numbers, number -> 2 * number);
    }
  }

  /** Passes streams on. */
  public interface Relay {
    ReadStream<Integer> through(int to);

    Future<Integer> sumOf(int to);

    ReadStream<Integer> twice(int to);
  }

  /** Returns and passes on streams without reading them. */
  public static final class Relaying implements Relay {
    private final Source source;
    private final Source other;

    public Relaying(Source source, Source other) {
      this.source = source;
      this.other = other;
    }

    @Override
    public ReadStream<Integer> through(int to) {
      return source.count(to);
    }

    @Override
    public Future<Integer> sumOf(int to) {
      return other.sum(source.count(to));
    }

    @Override
    public ReadStream<Integer> twice(int to) {
      return other.doubled(source.count(to));
    }
  }

  /** A timer, for what comes later. */
  static Future<Void> after(long millis) {
    return Vertx.currentContext().owner().timer(millis).mapEmpty();
  }
}
