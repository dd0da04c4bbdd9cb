package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Penstock;
import dev.penstock.ReplicaContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What replicas are told of their numbers. */
class ReplicaNumbersTest {
  private static final Set<String> DEVICES = ConcurrentHashMap.newKeySet();
  private static final Set<Integer> ON_NODE = ConcurrentHashMap.newKeySet();

  public interface Model {
    Future<Integer> number();
  }

  /** Chooses a device by its number. */
  public static final class OnDevice implements Model, DeploymentLifecycle {
    private final int number;

    /** Two arguments that differ by replica. */
    public OnDevice(String device, int number) {
      this.number = number;
      DEVICES.add(device);
    }

    @Override
    public Future<Void> start(ReplicaContext replica) {
      ON_NODE.add(replica.indexOnNode());
      return Future.succeededFuture();
    }

    @Override
    public Future<Integer> number() {
      int called = CallContext.current().replica().orElseThrow().indexOnNode();
      return called == number
          ? Future.succeededFuture(number)
          : Future.failedFuture("made as " + number + ", called as " + called);
    }
  }

  @Test
  void argumentsAndContextHoldTheNumberOfTheReplicaOnItsNode() {
    JsonObject settings =
        new JsonObject()
            .put("http", new JsonObject().put("port", 0))
            .put("admin", new JsonObject().put("enabled", false));
    Application application =
        Application.of("numbers")
            .with(
                Deployment.of("Model", OnDevice.class)
                    .replicas(3)
                    .bind("gpu:${replica.indexOnNode}", "${replica.index}"));
    try (Penstock node = Penstock.settings(settings).run(application)) {
      assertThat(DEVICES).containsExactlyInAnyOrder("gpu:0", "gpu:1", "gpu:2");
      assertThat(ON_NODE).containsExactlyInAnyOrder(0, 1, 2);
      Model model = node.handle("numbers", "Model", Model.class);
      assertThat(model.number().toCompletionStage().toCompletableFuture().join()).isBetween(0, 2);
    }
  }
}
