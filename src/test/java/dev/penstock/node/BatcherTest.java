package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.Threading;
import dev.penstock.message.Payload;
import dev.penstock.node.BatchModels.Model;
import dev.penstock.node.BatchModels.Seen;
import dev.penstock.node.BatchModels.Talker;
import dev.penstock.store.CountedObject;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches in a running node. */
class BatcherTest {
  private static final JsonObject EIGHT = new JsonObject().put("maxSize", 8);

  @BeforeEach
  void reset() {
    Talker.SEEN.clear();
    Talker.ARRIVED.clear();
    CountedObject.takeMade();
  }

  private static Deployment<Talker> talker() {
    return Deployment.of("Model", Talker.class);
  }

  static Stream<Deployment<Talker>> onAllThreads() {
    Stream<Deployment<Talker>> always =
        Stream.of(
            talker(),
            talker().threading(Threading.WORKER),
            talker().threading(Threading.WORKER).threads(3));
    return Runtime.version().feature() >= 21
        ? Stream.concat(always, Stream.of(talker().threading(Threading.VIRTUAL)))
        : always;
  }

  private static RunningNode node(Deployment<Talker> deployment, JsonObject policy) {
    return RunningNode.of(Application.of("app", deployment.bind(policy)));
  }

  private static Seen seen() throws InterruptedException {
    Seen next = Talker.SEEN.poll(20, TimeUnit.SECONDS);
    assertThat(next).as("a batch").isNotNull();
    return next;
  }

  @ParameterizedTest
  @MethodSource("onAllThreads")
  void eachCallGetsItsOwnResultInItsOwnCallWhateverThreadsThereAre(Deployment<Talker> deployment) {
    try (RunningNode node = node(deployment, EIGHT)) {
      Model model = node.handle("app", "Model", Model.class);
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        results.add(model.say("w" + i));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(await(results.get(i))).startsWith("said w" + i + " ");
      }

      List<String> order = Talker.SEEN.stream().flatMap(seen -> seen.items().stream()).toList();
      assertThat(order).hasSize(200).doesNotHaveDuplicates();
      assertThat(Talker.SEEN).allMatch(seen -> seen.items().size() <= 8 && seen.replica() == 0);
      assertThat(results.stream().map(each -> each.result().split(" ", 3)[2]))
          .as("request ids")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void oneWorkerThreadTakesWhatIsInItsQueueInOrderOfArrival() throws Exception {
    try (RunningNode node = node(talker().threading(Threading.WORKER), EIGHT)) {
      Model model = node.handle("app", "Model", Model.class);
      Future<String> first = model.say("wait");
      Seen running = seen();
      List<Future<String>> more = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        more.add(model.say("w" + i));
      }
      assertThat(running.items()).containsExactly("wait");
      running.gate().complete();
      await(first);
      await(Future.all(more));

      assertThat(seen().items()).containsExactly("w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7");
      assertThat(Talker.ARRIVED)
          .as("threads")
          .allMatch(name -> name.contains("penstock-app/Model"));
    }
  }

  @Test
  void threadOfTheUserNeverRunsTheFunction() throws Exception {
    try (RunningNode node = node(talker(), EIGHT)) {
      await(node.handle("app", "Model", Model.class).onOwnThread("hello"));

      assertThat(seen().thread()).doesNotContain("thread-of-the-user").contains("eventloop");
    }
  }

  @Test
  void poisonItemFailsAloneAndTheMetricsTellOfTheSplit() throws Exception {
    try (RunningNode node = node(talker(), EIGHT)) {
      Model model = node.handle("app", "Model", Model.class);
      Future<String> first = model.say("wait");
      Seen running = seen();
      Future<String> good = model.say("good");
      Future<String> poison = model.say("poison");
      Future<String> alsoGood = model.say("also good");
      running.gate().complete();

      assertThat(failure(poison).getMessage())
          .isEqualTo("IllegalArgumentException: poison was in it");
      assertThat(await(first)).startsWith("said wait");
      assertThat(await(good)).startsWith("said good");
      assertThat(await(alsoGood)).startsWith("said also good");
      Scraped scraped = Scraped.of(node);
      assertThat(
              scraped.value("penstock_batches_total", "deployment=\"app/Model\",outcome=\"split\""))
          .isEqualTo(1);
    }
  }

  @Test
  void tensorsOfABatchLiveUntilTheMethodsOfAllItsItemsHaveReturnedThem() {
    try (RunningNode node = node(talker().threading(Threading.WORKER), EIGHT)) {
      Model model = node.handle("app", "Model", Model.class);
      List<Future<Tensor>> painted = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        painted.add(model.paint(i));
      }
      for (int i = 0; i < 40; i++) {
        try (Tensor each = await(painted.get(i))) {
          assertThat(Payload.valueOf(each)).isEqualTo(i);
        }
      }

      Payload.awaitAllFree();
    }
  }

  @Test
  void batchThatNeverEndsTimesItsCallsOutAndIsAbandonedSoThatOthersRun() throws Exception {
    JsonObject settings = new JsonObject().put("abandonAfter", "50ms");
    try (RunningNode.Log log = new RunningNode.Log();
        RunningNode node =
            RunningNode.with(settings, Application.of("app", talker().bind(EIGHT)))) {
      Model model = node.handle("app", "Model", Model.class);
      Model impatient = CallOptions.timeout(Duration.ofMillis(100)).on(model);

      assertThat(failure(impatient.say("wait")).failure()).isEqualTo(Failure.TIMED_OUT);
      seen();
      assertThat(await(model.say("next"))).startsWith("said next");
      assertThat(log.with("the batch function of app/Model still runs 50 ms")).hasSize(1);
    }
  }

  @Test
  void nodeWarnsOfALimitThatKeepsBatchesFromFilling() {
    try (RunningNode.Log log = new RunningNode.Log();
        RunningNode node = node(talker().maxOngoing(4), EIGHT)) {
      assertThat(node.penstock.url()).startsWith("http");
      assertThat(log.with("takes 4 calls at a time (maxOngoing), so its batches of up to 8"))
          .isNotEmpty();
    }
  }
}
