package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.ItemStream;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of a stream within a JVM. */
class ItemReaderTest {
  private static final int MANY = 50_000;

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal producing = ((VertxInternal) vertx).createEventLoopContext();
  private final ContextInternal reading = ((VertxInternal) vertx).createEventLoopContext();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** What the owner of a pump hears. */
  private static final class Ends implements ItemPump.Owner {
    private final ItemLink link;
    private final CompletableFuture<String> end = new CompletableFuture<>();

    Ends(ItemLink link) {
      this.link = link;
    }

    @Override
    public void onItem() {}

    @Override
    public void onEnd() {
      link.end(null);
      end.complete("ended");
    }

    @Override
    public void onFailure(Throwable cause) {
      link.end(
          new CallFailedException(
              Failure.USER_ERROR, String.valueOf(cause.getMessage()), true, null, null, null));
      end.complete("failed");
    }

    @Override
    public void onClosed() {
      end.complete("closed");
    }
  }

  private Ends pump(ReadStream<Integer> source, ItemReader<Integer> reader) {
    Ends ends = new Ends(reader.link());
    ItemPump<Integer> pump =
        new ItemPump<>(
            source, ValueCodecs.of(Integer.class), false, reader.link(), producing, ends);
    producing.runOnContext(go -> pump.start());
    return ends;
  }

  private ItemReader<Integer> reader() {
    return new ItemReader<>(false, reading, null, null);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noItemIsLostOrOvertakenWhateverTheReaderDoes(long seed) throws Exception {
    ItemReader<Integer> reader = reader();
    Ends ends = pump(ItemStream.of(() -> IntStream.range(0, MANY).iterator()), reader);
    Random random = new Random(seed);
    List<Integer> seen = new ArrayList<>();
    CompletableFuture<String> whole = new CompletableFuture<>();
    reader
        .exceptionHandler(whole::completeExceptionally)
        .endHandler(end -> whole.complete("end"))
        .handler(
            item -> {
              seen.add(item);
              switch (random.nextInt(50)) {
                case 0 -> {
                  reader.pause();
                  reading.runOnContext(go -> reader.resume());
                }
                case 1 -> {
                  reader.pause().fetch(random.nextInt(5));
                  CompletableFuture.runAsync(
                      reader::resume, task -> vertx.runOnContext(g -> task.run()));
                }
                case 2 -> reader.pause().resume();
                default -> {}
              }
            });

    assertThat(whole.get(60, TimeUnit.SECONDS)).isEqualTo("end");
    assertThat(seen).isEqualTo(IntStream.range(0, MANY).boxed().toList());
    assertThat(ends.end.get(20, TimeUnit.SECONDS)).isEqualTo("ended");
  }

  @Test
  void cancellingAtAnyMomentStopsTheProducer() throws Exception {
    for (int i = 0; i < 300; i++) {
      ItemReader<Integer> reader = reader();
      Ends ends = pump(ItemStream.of(() -> IntStream.iterate(0, n -> n + 1).iterator()), reader);
      int last = i % 70;
      reader.handler(
          item -> {
            if (item == last) {
              ItemStream.cancel(reader);
            }
          });
      assertThat(ends.end.get(20, TimeUnit.SECONDS)).isEqualTo("closed");
      assertThat(reader.link().isEmpty() || reader.link().isClosed()).isTrue();
    }
  }

  @Test
  void aProducerThatIgnoresPauseIsStopped() throws Exception {
    ItemReader<Integer> reader = reader();
    reader.pause();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    reader.exceptionHandler(failure::complete).handler(item -> {});
    Rude rude = new Rude(1000);
    Ends ends = pump(rude, reader);

    assertThat(ends.end.get(20, TimeUnit.SECONDS)).isEqualTo("failed");
    assertThat(rude.given()).isLessThan(200);
    reader.resume();
    assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("keep to pause()");
  }

  @Test
  void theEndWaitsForItsHandler() throws Exception {
    ItemReader<Integer> reader = reader();
    pump(ItemStream.of(List.of()), reader).end.get(20, TimeUnit.SECONDS);
    CompletableFuture<String> end = new CompletableFuture<>();
    reader.handler(item -> {});
    reader.endHandler(ended -> end.complete("end"));

    assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo("end");
  }

  @Test
  void anAbortOvertakesItemsThatWereNotTaken() throws Exception {
    ItemReader<Integer> reader = reader();
    reader.pause();
    List<Object> seen = new ArrayList<>();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    reader.exceptionHandler(failure::complete).handler(seen::add);
    Ends ends = pump(ItemStream.of(() -> IntStream.iterate(0, n -> n + 1).iterator()), reader);
    reader.fetch(1);

    reader.abort(new CallFailedException(Failure.TIMED_OUT, "too late", true, null, null, null));

    assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessage("too late");
    assertThat(ends.end.get(20, TimeUnit.SECONDS)).isEqualTo("closed");
    assertThat(seen.size()).isLessThan(2);
  }
}
