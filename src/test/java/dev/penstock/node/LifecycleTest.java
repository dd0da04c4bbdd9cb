package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.Configurable;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.HealthCheck;
import dev.penstock.HttpIngress;
import dev.penstock.ReplicaContext;
import dev.penstock.StartFailedException;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of replicas: how they start, fail to start, and stop. */
class LifecycleTest {
  private static final List<String> LOG = new CopyOnWriteArrayList<>();

  interface Model {
    Future<String> run();
  }

  record Tuning(int level, Duration pause) {}

  /** Writes down its life, and fails it where it is told to. */
  static final class Living implements Model, Configurable<Tuning>, DeploymentLifecycle {
    private final String name;
    private final String failAt;
    private String tuning = "none";

    Living(String name, String failAt) {
      this.name = name;
      this.failAt = failAt;
      did("constructor", "now");
    }

    private Future<Void> did(String step, String detail) {
      LOG.add(name + " " + step + (detail.equals("now") ? "" : " " + detail));
      if (failAt.equals(step)) {
        throw new IllegalStateException("no " + step + " today");
      }
      if (failAt.equals(step + " later")) {
        return Future.failedFuture(new IOException("no " + step + " today"));
      }
      if (failAt.equals(step + " error")) {
        throw new AssertionError("no " + step + " today");
      }
      if (failAt.equals(step + " stack")) {
        throw new StackOverflowError("no " + step + " today");
      }
      if (failAt.equals(step + " never")) {
        return Promise.<Void>promise().future();
      }
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> configure(Tuning config) {
      tuning = config.toString();
      return did("configure", "now");
    }

    @Override
    public Future<Void> start(ReplicaContext replica) {
      return did(
          "start", replica.application() + "/" + replica.deployment() + "#" + replica.index());
    }

    @Override
    public Future<Void> checkHealth() {
      return did("health", "now");
    }

    @Override
    public Future<Void> stop() {
      return did("stop", "now");
    }

    @Override
    public Future<String> run() {
      return Future.succeededFuture(tuning);
    }
  }

  static final class Front implements HttpIngress, DeploymentLifecycle {
    private final Model model;
    private final String failAt;

    Front(Model model, String failAt) {
      this.model = model;
      this.failAt = failAt;
    }

    @Override
    public void routes(Router router) {
      if (failAt.equals("routes")) {
        throw new IllegalStateException("no routes today");
      }
      if (failAt.equals("routes error")) {
        throw new AssertionError("no routes today");
      }
      router.get("/").respond(ctx -> model.run());
    }

    @Override
    public Future<Void> stop() {
      LOG.add("Front stop");
      return Future.succeededFuture();
    }
  }

  @BeforeEach
  void reset() {
    LOG.clear();
  }

  private static Application app(Deployment<Living> model, String failAt, String frontFailsAt) {
    var bound = model.userConfig(new Tuning(3, Duration.ofSeconds(1))).bind("Model", failAt);
    return Application.of("app", Deployment.of("Front", Front.class).bind(bound, frontFailsAt));
  }

  private static Application app(String failAt) {
    return app(Deployment.of("Model", Living.class), failAt, "nowhere");
  }

  private static JsonObject port(int port) {
    return new JsonObject().put("http", new JsonObject().put("port", port));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void replicaIsMadeConfiguredStartedAndProbedBeforeItServes() {
    try (var node = RunningNode.of(app("nowhere"))) {
      assertThat(LOG)
          .containsExactly(
              "Model constructor", "Model configure", "Model start app/Model#0", "Model health");
      assertThat(node.get("/").body()).isEqualTo("Tuning[level=3, pause=PT1S]");
    }
  }

  @Test
  void callersStopBeforeTheirCalleesAtClose() {
    RunningNode.of(app("nowhere")).close();

    assertThat(LOG).endsWith("Front stop", "Front stop", "Model stop");
  }

  @ParameterizedTest
  @CsvSource({
    "constructor, constructor, EVENT_LOOP",
    "constructor error, constructor, EVENT_LOOP",
    "configure, configure, EVENT_LOOP",
    "configure later, configure, WORKER",
    "start, start, WORKER",
    "start later, start, EVENT_LOOP",
    "start error, start, EVENT_LOOP",
    "start stack, start, WORKER",
    "health, first health check, EVENT_LOOP",
    "health later, first health check, WORKER",
  })
  void replicaThatCannotStartIsNamedWithItsStepAndCauseAndNothingStaysBehind(
      String failAt, String step, Threading threading) {
    int port = freePort();
    Deployment<Living> model = Deployment.of("Model", Living.class).threading(threading);

    assertThatThrownBy(() -> RunningNode.with(port(port), app(model, failAt, "nowhere")))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("app/Model#0: its " + step + " failed")
        .hasMessageContaining("no " + failAt.replaceAll(" .*", "") + " today");

    boolean wasMade = !failAt.startsWith("constructor");
    assertThat(LOG.contains("Model stop")).isEqualTo(wasMade);
    RunningNode.with(port(port), app("nowhere")).close();
  }

  @Test
  void errorOnOneOfSeveralWorkerThreadsKeepsTheReplicaFromStarting() {
    Deployment<Living> model =
        Deployment.of("Model", Living.class).threading(Threading.WORKER).threads(2);

    assertThatThrownBy(() -> RunningNode.of(app(model, "start stack", "nowhere")))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("no start today");
  }

  @Test
  void firstHealthCheckThatNeverEndsKeepsTheReplicaFromStarting() {
    Deployment<Living> model =
        Deployment.of("Model", Living.class)
            .health(new HealthCheck(Duration.ofSeconds(1), Duration.ofMillis(100), 1));

    assertThatThrownBy(() -> RunningNode.of(app(model, "health never", "nowhere")))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("app/Model#0: its first health check failed")
        .hasMessageContaining("no answer within");
  }

  @ParameterizedTest
  @ValueSource(strings = {"routes", "routes error"})
  void ingressWhoseRoutesFailStopsWhatHadStartedInReverse(String failAt) {
    Deployment<Living> model = Deployment.of("Model", Living.class);

    assertThatThrownBy(() -> RunningNode.of(app(model, "nowhere", failAt)))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("app/Front#")
        .hasMessageContaining("its routes failed")
        .hasMessageContaining("no routes today");
    assertThat(LOG).endsWith("Front stop", "Front stop", "Model stop");
  }

  @Test
  void stopThatFailsIsNoObstacle() {
    int port = freePort();
    RunningNode.with(port(port), app("stop")).close();
    RunningNode.with(port(port), app("stop error")).close();

    assertThat(LOG).filteredOn(line -> line.equals("Model stop")).hasSize(2);
  }

  @Test
  void failedStartClosesApplicationsThatHadStarted() {
    Application good = Application.of("good", Deployment.of("Good", Living.class).bind("Good", ""));

    assertThatThrownBy(() -> RunningNode.of(good.route("/good"), app("start")))
        .isInstanceOf(StartFailedException.class);
    assertThat(LOG).contains("Good start good/Good#0").endsWith("Good stop");
  }
}
