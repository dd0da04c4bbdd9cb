package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Failure;
import dev.penstock.HttpIngress;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests and calls when a node is closed. */
class ClosingTest {
  interface Model {
    Future<String> run(String how);
  }

  static final class Held implements Model {
    static volatile CountDownLatch inside = new CountDownLatch(1);
    static volatile Promise<String> answer = Promise.promise();

    @Override
    public Future<String> run(String how) {
      if (how.equals("quick")) {
        return Future.succeededFuture(how);
      }
      inside.countDown();
      return answer.future();
    }
  }

  static final class Front implements HttpIngress {
    private final Model model;

    Front(Model model) {
      this.model = model;
    }

    @Override
    public void routes(Router router) {
      router
          .get("/")
          .respond(
              ctx -> model.run("slow").compose(first -> model.run("quick").map(first::concat)));
    }
  }

  @BeforeEach
  void reset() {
    Held.inside = new CountDownLatch(1);
    Held.answer = Promise.promise();
    Hanging.over = new CountDownLatch(1);
  }

  private static RunningNode start(Deployment<Held> model) {
    return RunningNode.of(
        Application.of("app", Deployment.of("Front", Front.class).bind(model.bind())),
        Application.of("calc", Deployment.of("Calc", Held.class).bind()).route("/calc"));
  }

  /** Callbacks must be there before the event loops end. */
  private static CompletableFuture<String> stage(Future<String> call) {
    return call.toCompletionStage().toCompletableFuture();
  }

  private static Deployment<Held> model() {
    return Deployment.of("Model", Held.class);
  }

  @Test
  void requestInFlightAndItsNextCallsAreAnsweredWhileTheNodeCloses() {
    RunningNode node = start(model());
    var request = node.send("GET", "/", "");
    await(Held.inside);

    CompletableFuture<Void> closing = CompletableFuture.runAsync(node::close);
    while (node.get("/-/readyz").statusCode() != 503) {
      Thread.onSpinWait();
    }
    assertThat(node.get("/-/healthz").statusCode()).isEqualTo(200);
    Held.answer.complete("slow and ");

    assertThat(await(request).body()).isEqualTo("slow and quick");
    await(closing);
  }

  @Test
  void callThatRunsLongerThanTheShutdownTimeoutIsLost() {
    RunningNode node = start(model().shutdownTimeout(Duration.ofMillis(200)));
    var call = stage(node.handle("app", "Model", Model.class).run("slow"));
    await(Held.inside);

    node.close();

    var failed = failure(call);
    assertThat(failed.failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(failed.ran()).isTrue();
    assertThat(failed.replica()).contains("app/Model#0");
  }

  @Test
  void callsThatRunWhenTheNodeClosesMayEnd() {
    RunningNode node = start(model());
    Future<String> call = node.handle("app", "Model", Model.class).run("slow");
    await(Held.inside);

    CompletableFuture<Void> closing = CompletableFuture.runAsync(node::close);
    Held.answer.complete("done");

    assertThat(await(call)).isEqualTo("done");
    await(closing);
  }

  /** Hangs where it is told to, until the test is over. */
  static final class Hanging implements Model, DeploymentLifecycle {
    static volatile CountDownLatch over = new CountDownLatch(1);
    private final String where;

    Hanging(String where) {
      this.where = where;
    }

    @Override
    public Future<Void> stop() {
      return where.equals("stop") ? Promise.<Void>promise().future() : Future.succeededFuture();
    }

    @Override
    public Future<String> run(String how) {
      Held.inside.countDown();
      RunningNode.await(over);
      return Future.succeededFuture(how);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "run"})
  void codeThatNeverEndsDoesNotKeepTheNodeFromClosing(String where) {
    var hanging =
        Deployment.of("Hanging", Hanging.class)
            .threading(Threading.WORKER)
            .shutdownTimeout(Duration.ofMillis(100))
            .bind(where);
    try (var log = new RunningNode.Log()) {
      RunningNode node =
          RunningNode.with(
              new JsonObject().put("shutdownTimeout", "1s"), Application.of("app", hanging));
      if (where.equals("run")) {
        node.handle("app", "Hanging", Model.class).run("blocked");
        await(Held.inside);
      }

      await(CompletableFuture.runAsync(node::close));

      assertThat(log.with("replica app/Hanging#0 did not stop within")).hasSize(1);
    } finally {
      Hanging.over.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theLastCallMayEndOnAThreadThatEndsWithItsReplica(int threads) throws Exception {
    var model =
        Deployment.of("Hanging", Hanging.class)
            .threading(Threading.WORKER)
            .threads(threads)
            .bind("nowhere");
    try (var log = new RunningNode.Log()) {
      RunningNode node = RunningNode.of(Application.of("app", model));
      var call = stage(node.handle("app", "Hanging", Model.class).run("done"));
      await(Held.inside);

      CompletableFuture<Void> closing = CompletableFuture.runAsync(node::close);
      while (!Scraped.status(node).encode().contains("\"state\":\"draining\"")) {
        Thread.onSpinWait();
      }
      Hanging.over.countDown();

      assertThat(await(call)).isEqualTo("done");
      await(closing);
      assertThat(log.with("did not stop within")).isEmpty();
    }
  }

  /** Closes the node on its own thread. */
  static final class Suicidal implements Model {
    static volatile Runnable close = () -> {};

    @Override
    public Future<String> run(String how) {
      close.run();
      return Future.succeededFuture(how);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void closeIsRefusedOnTheThreadOfAReplica(int threads) {
    var closer =
        Deployment.of("Closer", Suicidal.class).threading(Threading.WORKER).threads(threads).bind();
    try (var node = RunningNode.of(Application.of("app", closer))) {
      Suicidal.close = node::close;

      var failed = failure(stage(node.handle("app", "Closer", Model.class).run("")));

      assertThat(failed).hasMessageContaining("must not be called on");
    }
  }

  @Test
  void callThatStillWaitsForASlotFailsWithoutHavingRun() {
    RunningNode node = start(model().maxOngoing(1).shutdownTimeout(Duration.ofMillis(200)));
    Model model = node.handle("app", "Model", Model.class);
    var running = stage(model.run("slow"));
    await(Held.inside);
    var waiting = stage(model.run("quick"));

    node.close();

    assertThat(failure(running).failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(failure(waiting).failure()).isEqualTo(Failure.NO_REPLICA);
    assertThat(failure(waiting).ran()).isFalse();
  }

  @Test
  void handleOfAClosedNodeFailsItsCalls() {
    RunningNode node = start(model());
    Model model = node.handle("app", "Model", Model.class);
    node.close();

    assertThat(failure(model.run("quick")).failure()).isEqualTo(Failure.NO_REPLICA);
  }

  @Test
  void awaitShutdownReturnsWhenTheNodeIsClosedAndClosingTwiceIsFine() {
    RunningNode node = start(model());
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(node.penstock::awaitShutdown);
    assertThat(waiting).isNotDone();

    node.close();
    node.close();

    await(waiting);
    assertThat(RunningNode.refuses(node.penstock.url())).isTrue();
  }

  @Test
  void twoApplicationsLiveSideBySide() {
    try (var node = start(model())) {
      Held.answer.complete("slow and ");

      assertThat(node.get("/").body()).isEqualTo("slow and quick");
      assertThat(node.post("/calc", "quick").body()).isEqualTo("quick");
      assertThat(node.post("/calc/run", "quick").body()).isEqualTo("quick");
      assertThat(node.get("/calc/nothing").statusCode()).isEqualTo(404);
    }
  }
}
