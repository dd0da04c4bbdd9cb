package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemStreamTest {
  private final List<Object> seen = new ArrayList<>();

  private void read(ReadStream<?> stream) {
    stream
        .exceptionHandler(failure -> seen.add(failure.getMessage()))
        .endHandler(end -> seen.add("end"))
        .handler(seen::add);
  }

  @Test
  void tellsTheEndAndAFailureToHandlersThatAreSetLast() {
    ItemStream.of(List.of(1)).handler(seen::add).endHandler(end -> seen.add("end"));
    ItemStream.generate(() -> Future.failedFuture("broken"))
        .handler(seen::add)
        .exceptionHandler(failure -> seen.add(failure.getMessage()));

    assertThat(seen).containsExactly(1, "end", "broken");
  }

  /** Numbers that count how many were asked for, and whether they were closed. */
  private static final class Numbers implements Iterator<Integer>, AutoCloseable {
    private int next;
    private int closed;

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public Integer next() {
      return next++;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void givesItemsAndThenTheEnd() {
    read(ItemStream.of(List.of(1, 2, 3)));

    assertThat(seen).containsExactly(1, 2, 3, "end");
  }

  @Test
  void asksForItemsOnlyAsTheReaderWantsThem() {
    Numbers numbers = new Numbers();
    ReadStream<Integer> stream = ItemStream.of(numbers);
    read(stream.pause());
    assertThat(numbers.next).isZero();

    stream.fetch(2);
    assertThat(seen).containsExactly(0, 1);
    assertThat(numbers.next).isEqualTo(2);

    ItemStream.cancel(stream);
    stream.resume();
    assertThat(seen).containsExactly(0, 1);
    assertThat(numbers.closed).isEqualTo(1);
  }

  @Test
  void aReaderMayPauseAndCancelFromItsHandler() {
    Numbers numbers = new Numbers();
    ReadStream<Integer> stream = ItemStream.of(numbers);
    stream.handler(
        item -> {
          seen.add(item);
          if (item == 2) {
            stream.pause();
          }
        });
    assertThat(seen).containsExactly(0, 1, 2);

    stream.handler(
        item -> {
          seen.add(item);
          ItemStream.cancel(stream);
        });
    stream.resume();

    assertThat(seen).containsExactly(0, 1, 2, 3);
    assertThat(numbers.closed).isEqualTo(1);
  }

  @Test
  void waitsForAnItemThatComesLater() {
    List<Promise<@Nullable String>> asked = new ArrayList<>();
    read(
        ItemStream.generate(
            () -> {
              asked.add(Promise.promise());
              return asked.get(asked.size() - 1).future();
            }));

    assertThat(asked).hasSize(1);
    asked.get(0).complete("a");
    asked.get(1).complete(null);

    assertThat(seen).containsExactly("a", "end");
    assertThat(asked).hasSize(2);
  }

  @Test
  void endsWithTheFailureOfAnItem() {
    AtomicInteger calls = new AtomicInteger();
    read(
        ItemStream.generate(
            () -> {
              if (calls.incrementAndGet() == 2) {
                throw new IllegalStateException("broken");
              }
              return Future.succeededFuture("a");
            }));

    assertThat(seen).containsExactly("a", "broken");
  }

  @Test
  void mapsItemsAndCancelsTheFirstStreamWhenThatFails() {
    Numbers numbers = new Numbers();
    read(ItemStream.map(ItemStream.of(numbers), n -> 6 / (3 - n)));

    assertThat(seen).containsExactly(2, 3, 6, "/ by zero");
    assertThat(numbers.closed).isEqualTo(1);
  }

  @Test
  void composesOneItemAtATimeInOrder() {
    List<Promise<String>> answers = new ArrayList<>();
    read(
        ItemStream.compose(
            ItemStream.of(List.of(1, 2)),
            n -> {
              answers.add(Promise.promise());
              return answers.get(answers.size() - 1).future();
            }));

    assertThat(answers).hasSize(1);
    answers.get(0).complete("one");
    answers.get(1).complete("two");

    assertThat(seen).containsExactly("one", "two", "end");
  }

  @Test
  void cancellingAComposedStreamCancelsTheFirstOne() {
    Numbers numbers = new Numbers();
    ReadStream<Integer> composed =
        ItemStream.compose(ItemStream.of(numbers), n -> Promise.<Integer>promise().future());
    read(composed);

    ItemStream.cancel(composed);
    // It is closed as soon as what was asked for has come, which is never here.
    assertThat(seen).isEmpty();
    assertThat(numbers.next).isEqualTo(1);
  }

  @Test
  void cancellingFromAnotherThreadStopsTheStreamAndClosesItsSourceOnce() throws Exception {
    for (int round = 0; round < 200; round++) {
      Numbers numbers = new Numbers();
      ReadStream<Integer> stream = ItemStream.of(numbers);
      CountDownLatch flows = new CountDownLatch(1);
      Thread reading = new Thread(() -> stream.handler(item -> flows.countDown()));
      reading.start();
      assertThat(flows.await(20, TimeUnit.SECONDS)).isTrue();
      ItemStream.cancel(stream);
      stream.resume();
      reading.join(20_000);

      assertThat(reading.isAlive()).isFalse();
      assertThat(numbers.closed).isEqualTo(1);
    }
  }

  @Test
  void aMillionItemsThatAreThereTakeNoStack() {
    AtomicInteger sum = new AtomicInteger();
    ItemStream.map(ItemStream.of(() -> IntStream.range(0, 1_000_000).iterator()), n -> 1)
        .handler(sum::addAndGet);

    assertThat(sum).hasValue(1_000_000);
  }
}
