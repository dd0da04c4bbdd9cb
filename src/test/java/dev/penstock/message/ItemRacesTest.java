package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.ItemStream;
import dev.penstock.Tensor;
import dev.penstock.store.CountedObject;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Items that come while their reader changes its mind. */
class ItemRacesTest {
  private static final int ROUNDS = 300;

  private final List<Object> seen = new ArrayList<>();

  /** A reader without a context is called where an item comes from. */
  private ItemReader<Integer> reader() {
    return new ItemReader<>(false, null, null, null);
  }

  /** Numbers that are all there before the reader hears of them. */
  private static void put(ItemReader<Integer> reader, int from, int to) {
    IntStream.range(from, to)
        .forEach(item -> assertThat(reader.link().put(item, null)).as("room").isTrue());
  }

  @Test
  void pausingInTheHandlerStopsTheVeryNextItem() {
    ItemReader<Integer> reader = reader();
    reader.handler(
        item -> {
          seen.add(item);
          if (item == 3) {
            reader.pause();
          }
        });
    put(reader, 0, 10);
    reader.link().wake();

    assertThat(seen).containsExactly(0, 1, 2, 3);
    reader.fetch(2);
    assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5);
    reader.resume();
    assertThat(seen).hasSize(10);
  }

  @Test
  void fetchingInTheHandlerAddsToWhatIsWanted() {
    ItemReader<Integer> reader = reader();
    reader
        .pause()
        .handler(
            item -> {
              seen.add(item);
              if (item == 1) {
                reader.fetch(3);
              }
            });
    put(reader, 0, 10);
    reader.fetch(2);

    assertThat(seen).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void anotherHandlerGetsTheVeryNextItem() {
    ItemReader<Integer> reader = reader();
    reader.handler(item -> reader.handler(next -> seen.add("second " + next)));
    put(reader, 0, 3);
    reader.link().wake();

    assertThat(seen).containsExactly("second 1", "second 2");
  }

  @Test
  void theEndIsToldOnceTheLastItemIsTaken() {
    ItemReader<Integer> reader = reader();
    reader.pause().endHandler(end -> seen.add("end")).handler(seen::add);
    put(reader, 0, 2);
    reader.link().end(null);
    reader.fetch(2);
    assertThat(seen).containsExactly(0, 1);

    reader.fetch(1);
    assertThat(seen).containsExactly(0, 1, "end");
  }

  /** A tensor whose holds are counted, on its way in each of so many items. */
  private static void putTensors(ItemReader<Tensor> reader, Tensor tensor, int count) {
    ValueCodec codec = ValueCodecs.of(Tensor.class);
    for (int i = 0; i < count; i++) {
      Cargo cargo = new Cargo();
      Object copy = codec.copy(tensor, cargo);
      assertThat(copy != null && reader.link().put(copy, cargo)).isTrue();
    }
  }

  @Test
  void cancellingInTheHandlerReleasesTheItemsBehind() {
    CountedObject object = new CountedObject(64, (byte) 7);
    ItemReader<Tensor> reader = new ItemReader<>(true, null, null, null);
    reader.handler(
        item -> {
          seen.add(Payload.valueOf(item));
          reader.cancel();
        });
    try (Tensor tensor = Payload.held(object)) {
      putTensors(reader, tensor, 10);
      assertThat(object.holds()).isEqualTo(11);
      reader.link().wake();
      assertThat(object.holds()).isEqualTo(1);
      assertThat(tensor.byteLength()).isEqualTo(64);
    }

    assertThat(seen).containsExactly(7);
  }

  @Test
  void anAbortThatNobodyHearsOfReleasesItemsThatComeBehindIt() {
    CountedObject object = new CountedObject(64, (byte) 7);
    ItemReader<Tensor> reader = new ItemReader<>(true, null, null, null);
    reader.pause().handler(seen::add);
    try (Tensor tensor = Payload.held(object)) {
      putTensors(reader, tensor, 2);
      reader.abort(new CallFailedException(Failure.TIMED_OUT, "late", true, null, null, null));
      putTensors(reader, tensor, 2);
      reader.link().wake();
      assertThat(object.holds()).isEqualTo(1);
      assertThat(tensor.byteLength()).isEqualTo(64);
    }

    assertThat(seen).isEmpty();
  }

  /** A pump with nobody to tell. */
  private static final class Silent implements ItemPump.Owner {
    @Override
    public void onItem() {}

    @Override
    public void onEnd() {}

    @Override
    public void onFailure(Throwable cause) {
      throw new AssertionError(cause);
    }

    @Override
    public void onClosed() {}
  }

  @Test
  void noTensorLeaksWhereAnItemComesWhileTheReaderCancels() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      CountedObject object = new CountedObject(64, (byte) 7);
      try (Tensor tensor = Payload.held(object)) {
        ItemReader<Tensor> reader = new ItemReader<>(true, null, null, null);
        CompletableFuture<Void> flows = new CompletableFuture<>();
        reader.handler(item -> flows.complete(null));
        ItemPump<Tensor> pump =
            new ItemPump<>(
                ItemStream.of(() -> Stream.generate(() -> tensor).iterator()),
                ValueCodecs.of(Tensor.class),
                true,
                reader.link(),
                null,
                new Silent());
        Thread producer = new Thread(pump::start);
        producer.start();
        flows.get(20, TimeUnit.SECONDS);
        reader.cancel();
        producer.join(20_000);
        assertThat(producer.isAlive()).isFalse();
        assertThat(object.holds()).isEqualTo(1);
      }
    }
  }

  private static ItemPump<Integer> pump(
      ItemReader<Integer> reader, @Nullable ContextInternal producing) {
    return new ItemPump<>(
        ItemStream.of(() -> IntStream.iterate(0, n -> n + 1).iterator()),
        ValueCodecs.of(Integer.class),
        false,
        reader.link(),
        producing,
        new Silent());
  }

  @Test
  void noMoreItemsComeThanSeveralThreadsHaveFetched() throws Exception {
    int each = 2_000;
    int threads = 3;
    ItemReader<Integer> reader = reader();
    reader.pause().handler(seen::add);
    pump(reader, null).start();
    CyclicBarrier together = new CyclicBarrier(threads);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread fetching =
          new Thread(
              () -> {
                try {
                  together.await(20, TimeUnit.SECONDS);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
                IntStream.range(0, each).forEach(n -> reader.fetch(1));
              });
      fetching.start();
      all.add(fetching);
    }
    for (Thread thread : all) {
      thread.join(20_000);
    }

    assertThat(seen).isEqualTo(IntStream.range(0, threads * each).boxed().toList());
  }

  /** Numbers that come, in order. Confined to the reader. */
  private static final class Numbers {
    private int next;
    private int target;
    private CompletableFuture<Void> reached = new CompletableFuture<>();

    void onItem(int item) {
      assertThat(item).isEqualTo(next);
      next++;
      if (next == target) {
        reached.complete(null);
      }
    }

    int next() {
      return next;
    }

    CompletableFuture<Void> waitForMore(int count) {
      target = next + count;
      reached = new CompletableFuture<>();
      return reached;
    }
  }

  private static <R> R on(ContextInternal context, Supplier<R> task) throws Exception {
    return CompletableFuture.supplyAsync(task, each -> context.runOnContext(go -> each.run()))
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void afterAPauseOfAnotherThreadExactlyWhatIsFetchedComes() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      ContextInternal producing = ((VertxInternal) vertx).createEventLoopContext();
      ContextInternal reading = ((VertxInternal) vertx).createEventLoopContext();
      ItemReader<Integer> reader = new ItemReader<>(false, reading, null, null);
      ItemPump<Integer> pump = pump(reader, producing);
      producing.runOnContext(go -> pump.start());
      Numbers numbers = new Numbers();
      reader.handler(numbers::onItem);
      for (int round = 0; round < ROUNDS; round++) {
        reader.pause();
        // Behind the task that may have taken an item just before.
        int paused = on(reading, numbers::next);
        CompletableFuture<Void> three = on(reading, () -> numbers.waitForMore(3));
        assertThat(numbers.target).isEqualTo(paused + 3);
        reader.fetch(3);
        three.get(20, TimeUnit.SECONDS);
        assertThat(on(reading, numbers::next)).isEqualTo(paused + 3);
        reader.resume();
      }
      reader.cancel();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }
}
