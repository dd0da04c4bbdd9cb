package dev.penstock.remote;

import static dev.penstock.remote.TwoNodes.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Penstock;
import dev.penstock.ReplicaContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two replicas in a cluster of two nodes, then of three, then of two again. */
class PlacedReplicasTest {
  private static final Whereabouts WHERE = new Whereabouts();

  public interface Model {
    Future<String> node();
  }

  public static final class PlacedModel implements Model, DeploymentLifecycle {
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
    public Future<String> node() {
      return Future.succeededFuture(CallContext.current().replica().orElseThrow().nodeId());
    }
  }

  private static String callFrom(Penstock node) {
    return await(node.handle("placed", "Model", Model.class).node());
  }

  @Test
  void replicasAreCountedInTheClusterSpreadOverNodesAndMoveWhenNodesComeAndGo() throws Exception {
    try (TwoNodes nodes =
        new TwoNodes(
            () ->
                Application.of("placed")
                    .with(Deployment.of("Model", PlacedModel.class).replicas(2).bind()))) {
      Map<String, Integer> two = WHERE.await(List.of(1, 1)::equals);
      assertThat(two).containsKeys(callFrom(nodes.node(0)), callFrom(nodes.node(1)));

      nodes.start();
      assertThat(two).as("the third node has none").containsKey(callFrom(nodes.node(2)));
      assertThat(WHERE.await(List.of(1, 1)::equals)).isEqualTo(two);

      // The oldest, which leads.
      nodes.node(0).close();
      Map<String, Integer> moved = WHERE.await(List.of(1, 1)::equals);
      assertThat(moved).isNotEqualTo(two);
      nodes.node(1).close();
      assertThat(WHERE.await(List.of(2)::equals)).containsKey(callFrom(nodes.node(2)));
    }
  }
}
