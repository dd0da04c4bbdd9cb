package dev.penstock.controller;

import dev.penstock.HealthCheck;
import dev.penstock.Threading;
import dev.penstock.config.PlacementConfig;
import dev.penstock.config.Routing;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.Construction;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.EdgeOptions;
import dev.penstock.graph.EdgeTarget;
import dev.penstock.graph.GraphEdge;
import dev.penstock.graph.RequestRules;
import dev.penstock.graph.RouterChoice;
import dev.penstock.message.ReplicaId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Graphs for the planner, which looks at names and numbers only. */
final class Graphs {
  private Graphs() {}

  static DeploymentNode deployment(String name, int replicas, boolean ingress) {
    return deployment("app", name, replicas, ingress);
  }

  static DeploymentNode deployment(String application, String name, int replicas, boolean ingress) {
    try {
      return new DeploymentNode(
          application,
          name,
          Object.class,
          ingress,
          new Construction.ByConstructor(Object.class.getConstructor(), List.of()),
          List.of(),
          Optional.empty(),
          replicas,
          Threading.EVENT_LOOP,
          1,
          false,
          100,
          false,
          1000,
          new RouterChoice.BuiltIn(Routing.POWER_OF_TWO),
          Optional.empty(),
          HealthCheck.DEFAULT,
          Duration.ofSeconds(20),
          PlacementConfig.ANYWHERE);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  static ApplicationGraph application(DeploymentNode root, DeploymentNode... deployments) {
    return application("app", Optional.of(root), List.of(deployments));
  }

  static ApplicationGraph application(
      String name,
      Optional<DeploymentNode> root,
      List<DeploymentNode> deployments,
      GraphEdge... edges) {
    return new ApplicationGraph(
        name,
        "/" + name,
        Duration.ofSeconds(60),
        root,
        deployments,
        List.of(edges),
        RequestRules.NONE,
        Graphs.class.getClassLoader());
  }

  /** An edge whose calls go to several deployments, or to one. */
  static GraphEdge edge(DeploymentNode caller, DeploymentNode... callees) {
    return new GraphEdge(
        caller.application(),
        caller.name(),
        "next",
        Arrays.stream(callees)
            .map(callee -> new EdgeTarget(callee.application(), callee.name(), 1))
            .toList(),
        Object.class,
        EdgeOptions.NONE);
  }

  static ReplicaId replica(DeploymentNode deployment, int index) {
    return new ReplicaId(deployment.application(), deployment.name(), 1, index, "node");
  }
}
