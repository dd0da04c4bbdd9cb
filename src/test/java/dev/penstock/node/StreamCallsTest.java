package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.ItemStream;
import dev.penstock.Threading;
import dev.penstock.node.StreamModels.Producer;
import dev.penstock.node.StreamModels.Relay;
import dev.penstock.node.StreamModels.Relaying;
import dev.penstock.node.StreamModels.Source;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that stream, called over handles. */
class StreamCallsTest {
  private static final int WINDOW = 32; // as a stream begins

  private final List<RunningNode> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(RunningNode::close);
  }

  private RunningNode node(JsonObject settings, Deployment<Producer> producer) {
    BoundDeployment<?> source = producer.bind();
    BoundDeployment<?> other = Deployment.of("Other", Producer.class).bind();
    RunningNode node =
        RunningNode.with(
            settings,
            Application.of("app")
                .with(Deployment.of("Relay", Relaying.class).bind(source, other))
                .with(source, other));
    nodes.add(node);
    return node;
  }

  private RunningNode node() {
    return node(new JsonObject(), Deployment.of("Source", Producer.class));
  }

  private static Source source(RunningNode node) {
    return node.handle("app", "Source", Source.class);
  }

  /** Everything that a stream gives, and how it ends. */
  private static <T> CompletableFuture<List<T>> all(ReadStream<T> stream) {
    CompletableFuture<List<T>> whole = new CompletableFuture<>();
    List<T> items = new ArrayList<>();
    stream
        .exceptionHandler(whole::completeExceptionally)
        .endHandler(end -> whole.complete(items))
        .handler(items::add);
    return whole;
  }

  private static <T> List<T> read(ReadStream<T> stream) throws Exception {
    return all(stream).get(20, TimeUnit.SECONDS);
  }

  private static CallFailedException failure(ReadStream<?> stream) throws Exception {
    try {
      read(stream);
    } catch (ExecutionException e) {
      return (CallFailedException) Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("the stream did not fail");
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"event-loop", "worker", "workers"})
  void givesAllItemsInOrderFromEveryKindOfThread(String threads) throws Exception {
    Deployment<Producer> producer = Deployment.of("Source", Producer.class);
    RunningNode node =
        node(
            new JsonObject(),
            threads.equals("event-loop")
                ? producer
                : producer.threading(Threading.WORKER).threads(threads.equals("workers") ? 3 : 1));

    assertThat(read(source(node).count(5000))).isEqualTo(upTo(5000));
    assertThat(read(source(node).count(0))).isEmpty();
  }

  @Test
  void asksTheProducerForNoMoreThanItsReaderHasGranted() throws Exception {
    Source source = source(node());
    BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
    ReadStream<Integer> stream = source.count(Integer.MAX_VALUE);
    stream.pause().handler(seen::add).fetch(3);
    for (int i = 0; i < 3; i++) {
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(i);
    }

    // Two calls later on the same loop everything that was granted has been produced.
    source.produced().await(20, TimeUnit.SECONDS);
    assertThat(source.produced().await(20, TimeUnit.SECONDS)).isEqualTo(WINDOW);
    assertThat(seen).isEmpty();

    stream.fetch(WINDOW);
    for (int i = 3; i < 3 + WINDOW; i++) {
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(i);
    }
    assertThat(source.produced().await(20, TimeUnit.SECONDS)).isBetween(WINDOW + 3, 3 * WINDOW);
    ItemStream.cancel(stream);
  }

  @Test
  void stopsTheProducerAndFreesItsSlotWhenTheReaderCancels() throws Exception {
    RunningNode node =
        node(new JsonObject(), Deployment.of("Source", Producer.class).maxOngoing(1));
    Source source = source(node);
    for (int i = 0; i < 100; i++) {
      CompletableFuture<Integer> first = new CompletableFuture<>();
      ReadStream<Integer> stream = source.count(Integer.MAX_VALUE);
      stream.handler(first::complete);
      assertThat(first.get(20, TimeUnit.SECONDS)).isZero();

      ItemStream.cancel(stream);
    }

    // There is one slot: it would wait for ever behind a stream that went on.
    assertThat(read(source.count(3))).isEqualTo(upTo(3));
  }

  @Test
  void aStreamWithoutAHandlerIsOneThatNobodyReads() throws Exception {
    RunningNode node =
        node(new JsonObject(), Deployment.of("Source", Producer.class).maxOngoing(1));
    Source source = source(node);
    CompletableFuture<Integer> first = new CompletableFuture<>();
    ReadStream<Integer> stream = source.count(Integer.MAX_VALUE);
    stream.handler(first::complete);
    first.get(20, TimeUnit.SECONDS);

    stream.handler(null);

    assertThat(read(source.count(3))).isEqualTo(upTo(3));
  }

  @Test
  void tellsItemsBeforeAFailureAndThenTheFailure() throws Exception {
    Source source = source(node());
    List<Integer> items = new ArrayList<>();
    CompletableFuture<Throwable> failed = new CompletableFuture<>();
    source.failAfter(50).exceptionHandler(failed::complete).handler(items::add);

    CallFailedException failure = (CallFailedException) failed.get(20, TimeUnit.SECONDS);
    assertThat(failure.failure()).isEqualTo(Failure.USER_ERROR);
    assertThat(failure).hasMessage("IllegalStateException: no more paper");
    assertThat(failure.errorId()).isPresent();
    assertThat(items).hasSize(50);
  }

  @Test
  void theDeadlineCoversTheFirstItem() throws Exception {
    Source source = source(node());

    CallFailedException failure =
        failure(CallOptions.timeout(Duration.ofMillis(50)).on(source).silentAfter(0));

    assertThat(failure.failure()).isEqualTo(Failure.TIMED_OUT);
    assertThat(failure).hasMessageContaining("app/Source.silentAfter gave no item before");
  }

  @Test
  void eachFurtherItemHasTheIdleTimeout() throws Exception {
    RunningNode node =
        node(
            new JsonObject().put("http", new JsonObject().put("streamIdleTimeout", "100ms")),
            Deployment.of("Source", Producer.class));
    List<Integer> items = new ArrayList<>();
    CompletableFuture<Throwable> failed = new CompletableFuture<>();
    source(node).silentAfter(2).exceptionHandler(failed::complete).handler(items::add);

    CallFailedException failure = (CallFailedException) failed.get(20, TimeUnit.SECONDS);

    assertThat(failure.failure()).isEqualTo(Failure.TIMED_OUT);
    assertThat(failure).hasMessageContaining("idle timeout");
    assertThat(items).containsExactly(1, 2);
  }

  @Test
  void goesOnBeyondTheDeadlineOfTheFirstItem() throws Exception {
    Source source = CallOptions.timeout(Duration.ofMillis(300)).on(source(node()));
    long start = System.nanoTime();

    assertThat(read(source.paced(200, 3))).isEqualTo(upTo(200));
    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(300).toNanos());
  }

  @Test
  void isPassedOnAsAResultAndAsAnArgument() throws Exception {
    Relay relay = node().handle("app", "Relay", Relay.class);

    assertThat(read(relay.through(1000))).isEqualTo(upTo(1000));
    assertThat(relay.sumOf(1000).await(20, TimeUnit.SECONDS)).isEqualTo(499_500);
    assertThat(read(relay.twice(3))).containsExactly(0, 2, 4);
  }

  @Test
  void cancellingAStreamThatWasPassedOnStopsItsSource() throws Exception {
    RunningNode node =
        node(new JsonObject(), Deployment.of("Source", Producer.class).maxOngoing(1));
    Relay relay = node.handle("app", "Relay", Relay.class);
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Integer> first = new CompletableFuture<>();
      ReadStream<Integer> stream =
          i % 2 == 0 ? relay.through(Integer.MAX_VALUE) : relay.twice(Integer.MAX_VALUE);
      stream.handler(first::complete);
      first.get(20, TimeUnit.SECONDS);
      ItemStream.cancel(stream);
    }

    assertThat(read(source(node).count(3))).isEqualTo(upTo(3));
  }

  @Test
  void anArgumentThatIsNotReadEndsWithItsCall() throws Exception {
    RunningNode node =
        node(new JsonObject(), Deployment.of("Source", Producer.class).maxOngoing(2));
    Source source = source(node);
    for (int i = 0; i < 10; i++) {
      ReadStream<Integer> numbers = source.count(Integer.MAX_VALUE);
      assertThat(source.ignore(numbers).await(20, TimeUnit.SECONDS)).isEqualTo("not read");
    }

    assertThat(read(source.count(3))).isEqualTo(upTo(3));
  }

  @Test
  void theCalleeHearsOfTheFailureOfItsArgument() {
    Source source = source(node());

    assertThat(source.sum(source.failAfter(3)).toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withMessageContaining("no more paper");
  }

  @Test
  void closesTheTensorsOfAnItemWhenItsHandlerHasReturned() throws Exception {
    Source source = source(node());
    List<dev.penstock.Tensor> kept = new ArrayList<>();
    CompletableFuture<Float> sum = new CompletableFuture<>();
    float[] total = new float[1];
    ReadStream<dev.penstock.Tensor> stream = source.tensors(40);
    stream
        .exceptionHandler(sum::completeExceptionally)
        .endHandler(end -> sum.complete(total[0]))
        .handler(
            tensor -> {
              kept.add(tensor);
              total[0] += tensor.floats().get(19_999);
            });

    assertThat(sum.get(20, TimeUnit.SECONDS)).isEqualTo(780f);
    assertThat(kept).allSatisfy(tensor -> assertThat(isClosed(tensor)).isTrue());
  }

  private static boolean isClosed(dev.penstock.Tensor tensor) {
    try {
      tensor.floats();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Test
  void aProducerThatBlocksIsInterruptedWhereItsDeploymentAsksForIt() throws Exception {
    Source source =
        source(
            node(
                new JsonObject(),
                Deployment.of("Source", Producer.class)
                    .threading(Threading.WORKER)
                    .maxOngoing(1)
                    .interruptible()));
    CompletableFuture<Integer> first = new CompletableFuture<>();
    ReadStream<Integer> stream = source.blocking();
    stream.handler(first::complete);
    // It comes although the producer blocks for the next one.
    assertThat(first.get(20, TimeUnit.SECONDS)).isZero();

    ItemStream.cancel(stream);

    assertThat(Producer.INTERRUPTED.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
    assertThat(read(source.count(3))).isEqualTo(upTo(3));
  }

  @Test
  void anUntypedHandleStreams() throws Exception {
    Handle handle = node().handle("app", "Source", Handle.class);

    assertThat(read(handle.stream(int.class, "count", 3))).containsExactly(0, 1, 2);
    assertThat(failure(handle.stream(String.class, "count", 3)).failure())
        .isEqualTo(Failure.BAD_ARGUMENT);
    assertThat(failure(handle.stream(int.class, "produced")))
        .hasMessage("app/Source: produced gives no stream: use call");
    assertThat(handle.call("count", 3).toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withMessageContaining("count gives a stream: use stream");
  }
}
