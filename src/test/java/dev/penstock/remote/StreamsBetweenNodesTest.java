package dev.penstock.remote;

import static dev.penstock.remote.TwoNodes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.ItemStream;
import dev.penstock.ReplicaContext;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of a replica on another node: the near one is held by a call. */
class StreamsBetweenNodesTest {
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final LinkedBlockingQueue<Promise<String>> HELD = new LinkedBlockingQueue<>();
  private static final LinkedBlockingQueue<CallContext> READING = new LinkedBlockingQueue<>();
  private static final Whereabouts WHERE = new Whereabouts();
  private static TwoNodes nodes;

  public interface Numbers {
    Future<String> hold();

    ReadStream<Integer> count(int from, int to);

    ReadStream<Integer> breaksAfter(int items);

    ReadStream<Tensor> tensors(int count, int length);

    Future<Integer> sum(ReadStream<Integer> numbers);

    ReadStream<Integer> doubled(ReadStream<Integer> numbers);
  }

  public static final class Counting implements Numbers, DeploymentLifecycle {
    @Override
    public Future<Void> start(ReplicaContext replica) {
      WHERE.started(this, replica);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
      WHERE.stopped(this);
      return Future.succeededFuture();
    }

    @Override
    public Future<String> hold() {
      Promise<String> promise = Promise.promise();
      HELD.add(promise);
      return promise.future();
    }

    @Override
    public ReadStream<Integer> count(int from, int to) {
      READING.add(CallContext.current());
      return ItemStream.of(
          IntStream.range(from, to).peek(each -> MADE.incrementAndGet()).boxed().iterator());
    }

    @Override
    public ReadStream<Integer> breaksAfter(int items) {
      AtomicInteger given = new AtomicInteger();
      return ItemStream.generate(
          () ->
              given.incrementAndGet() > items
                  ? Future.failedFuture(new IllegalStateException("broken on purpose"))
                  : Future.succeededFuture(given.get()));
    }

    @Override
    public ReadStream<Tensor> tensors(int count, int length) {
      return ItemStream.of(
          IntStream.range(0, count)
              .mapToObj(
                  each -> {
                    float[] values = new float[length];
                    values[length - 1] = each;
                    return Tensor.of(values, length);
                  })
              .iterator());
    }

    @Override
    public Future<Integer> sum(ReadStream<Integer> numbers) {
      Promise<Integer> whole = Promise.promise();
      int[] sum = {0};
      numbers.exceptionHandler(whole::tryFail);
      numbers.endHandler(end -> whole.complete(sum[0]));
      numbers.handler(each -> sum[0] += each);
      return whole.future();
    }

    @Override
    public ReadStream<Integer> doubled(ReadStream<Integer> numbers) {
      return ItemStream.map(numbers, each -> 2 * each);
    }
  }

  @BeforeAll
  static void start() throws InterruptedException {
    nodes =
        new TwoNodes(
            () ->
                Application.of("numbers")
                    .with(
                        Deployment.of("Numbers", Counting.class).replicas(2).maxOngoing(1).bind()));
    WHERE.await(List.of(1, 1)::equals);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static Numbers numbers() {
    return nodes.node(0).handle("numbers", "Numbers", Numbers.class);
  }

  @BeforeEach
  void holdTheNearReplica() throws InterruptedException {
    MADE.set(0);
    READING.clear();
    numbers().hold();
    Promise<String> held = HELD.poll(10, TimeUnit.SECONDS);
    assertThat(held).isNotNull();
    HELD.add(held);
  }

  @AfterEach
  void letGo() {
    HELD.forEach(each -> each.tryComplete("done"));
    HELD.clear();
  }

  private static <T> Future<List<T>> all(ReadStream<T> stream) {
    Promise<List<T>> whole = Promise.promise();
    List<T> items = new ArrayList<>();
    stream.exceptionHandler(whole::tryFail);
    stream.endHandler(end -> whole.complete(items));
    stream.handler(items::add);
    return whole.future();
  }

  @Test
  void allItemsComeInOrderAndTheEndBehindThem() {
    assertThat(await(all(numbers().count(0, 10_000))))
        .isEqualTo(IntStream.range(0, 10_000).boxed().toList());
  }

  @Test
  void aReaderThatPausesHoldsTheProducerBack() {
    ReadStream<Integer> stream = numbers().count(0, 1_000_000);
    stream.pause();
    List<Integer> items = new ArrayList<>();
    Promise<Void> some = Promise.promise();
    stream.handler(
        item -> {
          items.add(item);
          if (items.size() == 100) {
            some.complete();
          }
        });
    stream.fetch(100);
    await(some.future());

    assertThat(MADE.get()).isLessThan(20_000);
    ItemStream.cancel(stream);
  }

  @Test
  void aCancelledStreamStopsItsProducerAndFreesItsSlot() throws Exception {
    ReadStream<Integer> stream = numbers().count(0, Integer.MAX_VALUE);
    Promise<Void> some = Promise.promise();
    stream.handler(item -> some.tryComplete());
    await(some.future());
    CallContext far = READING.poll(10, TimeUnit.SECONDS);
    Promise<Void> told = Promise.promise();
    far.onCancel(told::complete);

    ItemStream.cancel(stream);
    await(told.future());
    // The slot is free again, or this one would wait for ever.
    assertThat(await(all(numbers().count(0, 3)))).containsExactly(0, 1, 2);
  }

  @Test
  void aFailureComesBehindTheItemsBeforeIt() {
    List<Integer> items = new ArrayList<>();
    Promise<Void> end = Promise.promise();
    numbers()
        .breaksAfter(50)
        .exceptionHandler(end::fail)
        .endHandler(done -> end.complete())
        .handler(items::add);

    assertThatThrownBy(() -> await(end.future()))
        .rootCause()
        .isInstanceOf(CallFailedException.class)
        .hasMessageContaining("broken on purpose");
    assertThat(items).hasSize(50);
  }

  @Test
  void tensorsComeByReference() {
    Promise<List<Float>> whole = Promise.promise();
    List<Float> last = new ArrayList<>();
    ReadStream<Tensor> stream = numbers().tensors(20, 100_000);
    stream.exceptionHandler(whole::tryFail);
    stream.endHandler(end -> whole.complete(last));
    stream.handler(
        tensor -> {
          last.add(tensor.floats().get(99_999));
          tensor.close();
        });

    assertThat(await(whole.future())).hasSize(20).startsWith(0f, 1f).endsWith(19f);
  }

  @Test
  void aStreamGoesAsAnArgumentAndComesBackAsTheResult() {
    List<Integer> given = IntStream.range(0, 5_000).boxed().toList();

    assertThat(await(numbers().sum(ItemStream.of(given)))).isEqualTo(4_999 * 5_000 / 2);
    assertThat(await(all(numbers().doubled(ItemStream.of(given)))))
        .isEqualTo(given.stream().map(each -> 2 * each).toList());
  }
}
