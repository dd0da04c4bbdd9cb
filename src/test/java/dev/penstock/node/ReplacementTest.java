package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.HealthCheck;
import dev.penstock.HttpIngress;
import dev.penstock.ReplicaContext;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that fall ill while they serve, and those that take their place. */
class ReplacementTest {
  private static final HealthCheck PROBES =
      new HealthCheck(Duration.ofMillis(20), Duration.ofSeconds(10), 2);

  interface Model {
    Future<String> run();
  }

  @BeforeEach
  void reset() {
    Patient.reset();
  }

  /** Its first instance falls ill when the test says so. */
  static final class Patient implements Model, DeploymentLifecycle {
    static volatile boolean ill;
    static volatile boolean incurable;
    static volatile boolean throwsErrors;
    static volatile CountDownLatch stopped = new CountDownLatch(1);
    private int index;

    static void reset() {
      ill = false;
      incurable = false;
      throwsErrors = false;
      stopped = new CountDownLatch(1);
    }

    @Override
    public Future<Void> start(ReplicaContext replica) {
      index = replica.index();
      return index > 0 && incurable ? Future.failedFuture("no cure") : Future.succeededFuture();
    }

    @Override
    public Future<Void> checkHealth() {
      if (!ill || index > 0) {
        return Future.succeededFuture();
      }
      if (throwsErrors) {
        throw new AssertionError("broken leg");
      }
      return Future.failedFuture("fever");
    }

    @Override
    public Future<Void> stop() {
      stopped.countDown();
      return Future.succeededFuture();
    }

    @Override
    public Future<String> run() {
      return Future.succeededFuture("" + index);
    }
  }

  private static Deployment<Patient> patient() {
    return Deployment.of("Patient", Patient.class).health(PROBES);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void replicaThatFailsItsProbesIsReplacedAndCallsGoOn(boolean throwsErrors) {
    Patient.throwsErrors = throwsErrors;
    try (var log = new RunningNode.Log();
        var node = RunningNode.of(Application.of("app", patient().bind()))) {
      assertThat(node.post("/run", "").body()).isEqualTo("0");
      Patient.ill = true;
      await(Patient.stopped);

      assertThat(node.post("/run", "").body()).isEqualTo("1");
      assertThat(node.get("/-/readyz").statusCode()).isEqualTo(200);
      assertThat(log.with("app/Patient#0 is unhealthy")).hasSize(1);
    }
  }

  @Test
  void workerReplicaWithSeveralThreadsIsReplacedWhenItsProbeThrowsErrors() {
    Patient.throwsErrors = true;
    Deployment<Patient> patient = patient().threading(Threading.WORKER).threads(2);
    try (var node = RunningNode.of(Application.of("app", patient.bind()))) {
      Patient.ill = true;
      await(Patient.stopped);

      assertThat(node.post("/run", "").body()).isEqualTo("1");
    }
  }

  /** An ingress whose first instance falls ill with the patient. */
  static final class Counter implements HttpIngress, DeploymentLifecycle {
    private final Patient state = new Patient();

    @Override
    public Future<Void> start(ReplicaContext replica) {
      return state.start(replica);
    }

    @Override
    public Future<Void> checkHealth() {
      return state.checkHealth();
    }

    @Override
    public Future<Void> stop() {
      return state.stop();
    }

    @Override
    public void routes(Router router) {
      router.get("/").respond(ctx -> state.run());
    }
  }

  @Test
  void requestsReachTheReplacementOfAnIngress() {
    JsonObject oneLoop = new JsonObject().put("http", new JsonObject().put("eventLoops", 1));
    var counter = Deployment.of("Counter", Counter.class).health(PROBES).bind();
    try (var node = RunningNode.with(oneLoop, Application.of("app", counter))) {
      assertThat(node.get("/").body()).isEqualTo("0");
      Patient.ill = true;
      await(Patient.stopped);
      var answer = node.get("/");
      while (answer.statusCode() == 503) {
        answer = node.get("/");
      }

      assertThat(answer.body()).isEqualTo("1");
    }
  }

  @Test
  void loopWhoseIngressCannotBeReplacedAnswersUnavailableAndTheNodeIsNotReady() {
    JsonObject oneLoop = new JsonObject().put("http", new JsonObject().put("eventLoops", 1));
    var counter = Deployment.of("Counter", Counter.class).health(PROBES).bind();
    try (var node = RunningNode.with(oneLoop, Application.of("app", counter))) {
      Patient.incurable = true;
      Patient.ill = true;
      await(Patient.stopped);
      var answer = node.get("/");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(problem(answer).getString("detail")).contains("ingress of app");
      assertThat(node.get("/-/readyz").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void crashLoopAnswersUnavailableInsteadOfWaiting() {
    try (var node = RunningNode.of(Application.of("app", patient().bind()))) {
      Patient.incurable = true;
      Patient.ill = true;
      var waiting = node.send("POST", "/run", "");
      var response = await(waiting);
      while (response.statusCode() == 200) {
        response = node.post("/run", "");
      }

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      assertThat(problem(response).getString("detail")).contains("app/Patient", "keep failing");
      assertThat(node.get("/-/readyz").statusCode()).isEqualTo(503);
    }
  }
}
