package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.Application;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that run on although nobody waits for them. */
class AbandonedCallsTest {
  private static final JsonObject SOON = new JsonObject().put("abandonAfter", "100ms");
  private final RunningNode.Log log = new RunningNode.Log();

  interface Model {
    Future<String> run(String how);
  }

  /** Ends nothing before the test says so. */
  static final class Stuck implements Model {
    static volatile CountDownLatch released = new CountDownLatch(1);
    static volatile Promise<String> never = Promise.promise();

    @Override
    public Future<String> run(String how) {
      if (how.equals("quick")) {
        return Future.succeededFuture(Thread.currentThread().getName());
      }
      if (how.startsWith("hold")) {
        RunningNode.await(released);
      }
      return never.future();
    }
  }

  @BeforeEach
  void reset() {
    Stuck.released = new CountDownLatch(1);
    Stuck.never = Promise.promise();
  }

  @AfterEach
  void release() {
    Stuck.released.countDown();
    log.close();
  }

  private static RunningNode start(Deployment<Stuck> model) {
    return RunningNode.with(SOON, Application.of("app", model.bind()));
  }

  private static Deployment<Stuck> model() {
    return Deployment.of("Model", Stuck.class);
  }

  private static void giveUp(RunningNode node, String how, int times) {
    Model model =
        CallOptions.timeout(Duration.ofMillis(100)).on(node.handle("app", "Model", Model.class));
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      calls.add(model.run(how));
    }
    for (Future<String> call : calls) {
      assertThat(RunningNode.failure(call).failure()).isEqualTo(Failure.TIMED_OUT);
    }
  }

  private static String quick(RunningNode node) {
    return RunningNode.await(node.handle("app", "Model", Model.class).run("quick"));
  }

  @ParameterizedTest
  @EnumSource(Threading.class)
  void hundredCallsThatNeverCompleteLeaveTheReplicaServing(Threading threading) {
    assumeTrue(threading != Threading.VIRTUAL || Runtime.version().feature() >= 21);
    try (var node = start(model().threading(threading).maxOngoing(100))) {
      giveUp(node, "never", 100);

      assertThat(quick(node)).isNotNull();
      // Late ends find their slots free already.
      Stuck.never.complete("late");
      assertThat(quick(node)).isNotNull();
      assertThat(log.with("still runs 100 ms after its caller gave it up, requestId="))
          .isNotEmpty()
          .hasSizeLessThanOrEqualTo(100);
    }
  }

  @Test
  void workerWhoseThreadsAreAllHeldIsReplacedOnce() {
    try (var node =
        start(
            model()
                .threading(Threading.WORKER)
                .threads(2)
                .shutdownTimeout(Duration.ofMillis(100)))) {
      giveUp(node, "hold", 4);

      assertThat(quick(node)).contains("penstock-app/Model#1");
      assertThat(log.with("still holds its thread 100 ms after")).hasSize(2);
      assertThat(log.with("app/Model#0 is unhealthy").get(0).getFormattedMessage())
          .contains("hold all of its threads (2)");
      Stuck.released.countDown();
      assertThat(quick(node)).contains("penstock-app/Model#1");
      assertThat(log.with("is unhealthy")).hasSize(1);
    }
  }

  @Test
  void workerWhoseOnlyThreadIsHeldIsReplaced() {
    try (var node =
        start(model().threading(Threading.WORKER).shutdownTimeout(Duration.ofMillis(100)))) {
      giveUp(node, "hold", 1);

      assertThat(quick(node)).contains("penstock-app/Model#1");
    }
  }

  /** Not only when the time of the old replica to stop is over, which is 20 s. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void callBehindHeldThreadsIsRunByTheReplacementAtOnce(int threads) throws Exception {
    Deployment<Stuck> model =
        model().threading(Threading.WORKER).threads(threads).maxOngoing(threads + 1);
    try (var node = start(model)) {
      Model held =
          CallOptions.timeout(Duration.ofMillis(100)).on(node.handle("app", "Model", Model.class));
      for (int i = 0; i < threads; i++) {
        held.run("hold");
      }
      Future<String> behind = node.handle("app", "Model", Model.class).run("quick");

      assertThat(behind.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
          .contains("penstock-app/Model#1");
      Stuck.released.countDown();
    }
  }

  @Test
  void threadThatComesBackWithoutAnEndGivesItsSlotBackLater() {
    CountDownLatch holds = new CountDownLatch(1);
    CountDownLatch abandoned = new CountDownLatch(3);
    log.onEvent(
        line -> {
          if (line.getFormattedMessage().contains("still holds its thread")) {
            holds.countDown();
          }
          if (line.getFormattedMessage().contains("still runs")) {
            abandoned.countDown();
          }
        });
    var model = model().threading(Threading.WORKER).threads(2).maxOngoing(4);
    try (var node = start(model)) {
      giveUp(node, "hold", 1);
      RunningNode.await(holds);
      giveUp(node, "never", 3);
      RunningNode.await(abandoned);
      Stuck.released.countDown();
      giveUp(node, "never", 3);
      // All four slots are needed for this one: three calls of the second round, and the first.
      assertThat(quick(node)).contains("penstock-app/Model#0");
      assertThat(log.with("is unhealthy")).isEmpty();
    }
  }
}
