package dev.penstock.controller;

import dev.penstock.HealthCheck;
import dev.penstock.Threading;
import dev.penstock.config.Routing;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.Construction;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.RequestRules;
import dev.penstock.graph.RouterChoice;
import dev.penstock.message.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Graphs for the planner, which looks at names and numbers only. */
final class Graphs {
  private Graphs() {}

  static DeploymentNode deployment(String name, int replicas, boolean ingress) {
    try {
      return new DeploymentNode(
          "app",
          name,
          Object.class,
          ingress,
          new Construction.ByConstructor(Object.class.getConstructor(), List.of()),
          List.of(),
          Optional.empty(),
          replicas,
          Threading.EVENT_LOOP,
          1,
          100,
          1000,
          new RouterChoice.BuiltIn(Routing.POWER_OF_TWO),
          Optional.empty(),
          HealthCheck.DEFAULT,
          Duration.ofSeconds(20));
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  static ApplicationGraph application(DeploymentNode root, DeploymentNode... deployments) {
    return new ApplicationGraph(
        "app",
        "/",
        Duration.ofSeconds(60),
        Optional.of(root),
        List.of(deployments),
        List.of(),
        RequestRules.NONE,
        Graphs.class.getClassLoader());
  }

  static ReplicaId replica(DeploymentNode deployment, int index) {
    return new ReplicaId("app", deployment.name(), 1, index, "node");
  }
}
