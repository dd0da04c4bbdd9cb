package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Batcher;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Items that wait or run when their replica ends, and those that come after it. */
class BatchesAtTheEndTest {
  interface Model {
    Future<Integer> score(String text);
  }

  /** A batch that has begun. */
  private record Begun(List<String> texts, Promise<List<Integer>> answer) {
    void end() {
      answer.complete(texts.stream().map(String::length).toList());
    }
  }

  /** Answers when the test says so. */
  static final class Scorer implements Model {
    static final BlockingQueue<Begun> BEGUN = new LinkedBlockingQueue<>();
    static final BlockingQueue<Batcher<String, Integer>> BATCHERS = new LinkedBlockingQueue<>();

    private final Batcher<String, Integer> batcher;

    Scorer() {
      batcher = Batcher.of(Scorer::scoreAll).maxWait(Duration.ofSeconds(30)).build();
      BATCHERS.add(batcher);
    }

    @Override
    public Future<Integer> score(String text) {
      return batcher.submit(text);
    }

    private static Future<List<Integer>> scoreAll(List<String> texts) {
      Begun begun = new Begun(texts, Promise.promise());
      BEGUN.add(begun);
      return begun.answer.future();
    }
  }

  @BeforeEach
  void reset() {
    Scorer.BEGUN.clear();
    Scorer.BATCHERS.clear();
  }

  static Stream<Deployment<Scorer>> onAllThreads() {
    Deployment<Scorer> scorer = Deployment.of("Model", Scorer.class);
    Stream<Deployment<Scorer>> always =
        Stream.of(
            scorer,
            scorer.threading(Threading.WORKER),
            scorer.threading(Threading.WORKER).threads(3));
    return Runtime.version().feature() >= 21
        ? Stream.concat(always, Stream.of(scorer.threading(Threading.VIRTUAL)))
        : always;
  }

  private static RunningNode node(Deployment<Scorer> deployment) {
    return RunningNode.of(Application.of("app", deployment.bind()));
  }

  /** Listens before the threads of the node end. */
  private static <T> CompletableFuture<T> told(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @ParameterizedTest
  @MethodSource("onAllThreads")
  void itemsThatWaitWhileTheReplicaDrainsRunWithoutWaitingForMore(Deployment<Scorer> deployment)
      throws Exception {
    RunningNode node = node(deployment);
    Model model = node.handle("app", "Model", Model.class);
    Future<Integer> running = model.score("a");
    Begun first = next(Scorer.BEGUN);
    Future<Integer> second = model.score("bb");
    Future<Integer> third = model.score("ccc");
    CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close);
    first.end();
    for (int ended = 0; ended < 2; ) {
      Begun begun = next(Scorer.BEGUN);
      ended += begun.texts.size();
      begun.end();
    }

    assertThat(List.of(await(running), await(second), await(third))).containsExactly(1, 2, 3);
    await(closed);
  }

  @ParameterizedTest
  @MethodSource("onAllThreads")
  void itemsOfABatchThatDoesNotEndFailWhenTheTimeToDrainIsOver(Deployment<Scorer> deployment)
      throws Exception {
    RunningNode node = node(deployment.shutdownTimeout(Duration.ofMillis(200)));
    Model model = node.handle("app", "Model", Model.class);
    CompletableFuture<Integer> running = told(model.score("a"));
    next(Scorer.BEGUN);
    CompletableFuture<Integer> waiting = told(model.score("bb"));
    node.close();

    assertThat(failure(running).failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(failure(waiting).failure()).isIn(Failure.REPLICA_LOST, Failure.CANCELLED);
  }

  /** Without a call nobody else would tell who waits. */
  @ParameterizedTest
  @MethodSource("onAllThreads")
  void itemThatComesAfterTheEndFails(Deployment<Scorer> deployment) throws Exception {
    node(deployment).close();
    Future<Integer> late = next(Scorer.BATCHERS).submit("late");

    assertThat(failure(late))
        .hasMessage("the batch function of app/Model did not run: its replica has stopped")
        .matches(lost -> lost.failure() == Failure.REPLICA_LOST && !lost.ran());
  }

  @ParameterizedTest
  @MethodSource("onAllThreads")
  void itemsOfNoCallThatWaitForABatchFailWithTheReplica(Deployment<Scorer> deployment)
      throws Exception {
    RunningNode node = node(deployment);
    Batcher<String, Integer> batcher = next(Scorer.BATCHERS);
    CompletableFuture<Integer> running = told(batcher.submit("a"));
    Begun begun = next(Scorer.BEGUN);
    CompletableFuture<Integer> waiting = told(batcher.submit("bb"));
    node.close();
    begun.end();

    assertThat(failure(waiting))
        .matches(lost -> lost.failure() == Failure.REPLICA_LOST && !lost.ran());
    assertThat(failure(running))
        .hasMessage("the batch function of app/Model has not ended: its replica has stopped")
        .matches(lost -> lost.failure() == Failure.REPLICA_LOST && lost.ran());
  }
}
