package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Failure;
import dev.penstock.HealthCheck;
import dev.penstock.ReplicaContext;
import dev.penstock.Tensor;
import dev.penstock.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensors of calls that never end at their replica: nothing is held for ever. */
class LostTensorsTest {
  interface Model {
    Future<Tensor> pass(Tensor given);
  }

  /** Its first instance forgets its calls, and falls ill as soon as it has one. */
  static final class Forgetful implements Model, DeploymentLifecycle {
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
    public Future<Tensor> pass(Tensor given) {
      if (index == 0) {
        ill = true;
        return Promise.<Tensor>promise().future();
      }
      return Future.succeededFuture(given);
    }
  }

  @BeforeEach
  void reset() {
    TensorModels.reset();
    Payload.openStore(RunningNode.storeDirectory());
    Forgetful.ill = false;
  }

  @AfterEach
  void nothingIsHeld() {
    try {
      Payload.awaitAllCollected();
    } finally {
      Payload.closeStore();
    }
  }

  private static RunningNode start(Duration probes, String abandonAfter) {
    var model =
        Deployment.of("Model", Forgetful.class)
            .health(new HealthCheck(probes, Duration.ofSeconds(10), 2))
            .shutdownTimeout(Duration.ofMillis(100));
    return RunningNode.with(
        new JsonObject().put("abandonAfter", abandonAfter), Application.of("app", model.bind()));
  }

  private static Model model(RunningNode node) {
    return node.handle("app", "Model", Model.class);
  }

  private static Tensor sent(RunningNode node, Payload payload) {
    try (Tensor sent = payload.of(7)) {
      return await(CallOptions.none().idempotent().on(model(node)).pass(sent));
    }
  }

  @ParameterizedTest
  @EnumSource(Payload.class)
  void idempotentCallIsRunAgainWithTheSameBytes(Payload payload) {
    try (var node = start(Duration.ofMillis(20), "30s")) {
      try (Tensor result = sent(node, payload)) {
        assertThat(Payload.valueOf(result)).isEqualTo(7);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Payload.class)
  void callThatFailsAsLostGivesItsArgumentsBack(Payload payload) {
    try (var node = start(Duration.ofMillis(20), "30s");
        Tensor sent = payload.of(7)) {
      assertThat(failure(model(node).pass(sent)).failure()).isEqualTo(Failure.REPLICA_LOST);
    }
  }

  @ParameterizedTest
  @EnumSource(Payload.class)
  void abandonedCallGivesItsArgumentsBackWhileItsReplicaServes(Payload payload) {
    try (var log = new RunningNode.Log();
        var node = start(Duration.ofMinutes(1), "100ms")) {
      var abandoned = new CountDownLatch(1);
      log.onEvent(
          line -> {
            if (line.getFormattedMessage().contains("still runs")) {
              abandoned.countDown();
            }
          });
      try (Tensor sent = payload.of(7)) {
        // Long enough for the call to begin on any machine: one that has not is never abandoned.
        Model hurried = CallOptions.timeout(Duration.ofSeconds(2)).on(model(node));
        assertThat(failure(hurried.pass(sent)).failure()).isEqualTo(Failure.TIMED_OUT);
      }
      await(abandoned);
      Payload.awaitAllCollected();
    }
  }
}
