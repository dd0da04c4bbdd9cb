package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Failure;
import dev.penstock.HealthCheck;
import dev.penstock.ReplicaContext;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls at a replica that is replaced before they end. */
class LostReplicaTest {
  interface Model {
    Future<String> run(String text);

    String runBlocking(String text);
  }

  /** Its first instance holds calls for ever and falls ill as soon as it has one. */
  static final class Perishing implements Model, DeploymentLifecycle {
    static volatile CountDownLatch over = new CountDownLatch(1);
    static volatile CountDownLatch inside = new CountDownLatch(1);
    static volatile boolean ill;
    private int index;

    @Override
    public Future<Void> start(ReplicaContext replica) {
      index = replica.index();
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> checkHealth() {
      return ill && index == 0 ? Future.failedFuture("fever") : Future.succeededFuture();
    }

    @Override
    public Future<String> run(String text) {
      if (index == 0) {
        fallsIll();
        return Promise.<String>promise().future();
      }
      return Future.succeededFuture(answer(text));
    }

    @Override
    public String runBlocking(String text) {
      if (index == 0) {
        fallsIll();
        await(over);
      }
      return answer(text);
    }

    private static void fallsIll() {
      ill = true;
      inside.countDown();
    }

    private String answer(String text) {
      return text + " by #" + index + " in attempt " + CallContext.current().attempt();
    }
  }

  @BeforeEach
  void reset() {
    Perishing.ill = false;
    Perishing.over = new CountDownLatch(1);
    Perishing.inside = new CountDownLatch(1);
  }

  @AfterEach
  void letGo() {
    Perishing.over.countDown();
  }

  private static RunningNode start(Threading threading) {
    return start(Deployment.of("Model", Perishing.class).threading(threading));
  }

  private static RunningNode start(Deployment<Perishing> deployment) {
    var model =
        deployment
            .health(new HealthCheck(Duration.ofMillis(20), Duration.ofMillis(500), 2))
            .shutdownTimeout(Duration.ofMillis(100));
    JsonObject settings = new JsonObject().put("abandonAfter", "100ms");
    return RunningNode.with(settings, Application.of("app", model.bind()));
  }

  private static Model model(RunningNode node) {
    return node.handle("app", "Model", Model.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER"})
  void idempotentCallIsRunAgainByTheReplacement(Threading threading) {
    try (var node = start(threading)) {
      Model repeatable = CallOptions.none().idempotent().on(model(node));

      assertThat(await(repeatable.run("x"))).isEqualTo("x by #1 in attempt 2");
    }
  }

  @Test
  void otherCallFailsAsLost() {
    try (var node = start(Threading.EVENT_LOOP)) {
      var failed = failure(model(node).run("x"));

      assertThat(failed.failure()).isEqualTo(Failure.REPLICA_LOST);
      assertThat(failed.ran()).isTrue();
      assertThat(failed.replica()).contains("app/Model#0");
    }
  }

  @Test
  void blockingCallerGetsTheAnswerOfTheReplacement() {
    // The second thread runs the probes.
    var model = Deployment.of("Model", Perishing.class).threading(Threading.WORKER).threads(2);
    try (var node = start(model)) {
      Model repeatable = CallOptions.none().idempotent().on(model(node));
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> repeatable.runBlocking("x"));

      assertThat(await(answer)).isEqualTo("x by #1 in attempt 2");
    }
  }

  /** The second call waits for the thread that the first one holds: it certainly does not run. */
  @Test
  void callThatHadNotBegunIsRunByTheReplacementThoughNotIdempotent() {
    try (var node = start(Threading.WORKER)) {
      Model hurried = CallOptions.timeout(Duration.ofMillis(50)).on(model(node));
      CompletableFuture<String> held =
          CompletableFuture.supplyAsync(() -> hurried.runBlocking("held"));
      await(Perishing.inside);
      Future<String> behind = model(node).run("behind");

      assertThat(await(behind)).isEqualTo("behind by #1 in attempt 2");
      assertThat(failure(held).failure()).isEqualTo(Failure.TIMED_OUT);
    }
  }
}
