package dev.penstock.controller;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.EdgeTarget;
import dev.penstock.graph.GraphEdge;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which the deployments of several applications start: callees before callers. Two
 * applications may call each other, as long as no deployment calls itself through others.
 */
final class StartOrder {
  private final Map<String, ApplicationGraph> applications = new HashMap<>();

  /** By id, callees first. */
  private final Map<String, DeploymentNode> ordered = new LinkedHashMap<>();

  private StartOrder(List<ApplicationGraph> applications) {
    applications.forEach(application -> this.applications.put(application.name(), application));
  }

  /** All deployments of these applications. Callees in other applications are left out. */
  static List<DeploymentNode> of(List<ApplicationGraph> applications) {
    StartOrder order = new StartOrder(applications);
    for (ApplicationGraph application : applications) {
      application.deployments().forEach(order::add);
    }
    return List.copyOf(order.ordered.values());
  }

  private void add(DeploymentNode deployment) {
    ApplicationGraph application = applications.get(deployment.application());
    if (application == null || ordered.containsKey(deployment.id())) {
      return;
    }
    for (GraphEdge edge : application.edgesOf(deployment.name())) {
      for (EdgeTarget target : edge.targets()) {
        ApplicationGraph callees = applications.get(target.application());
        if (callees != null) {
          add(callees.deployment(target.deployment()));
        }
      }
    }
    ordered.put(deployment.id(), deployment);
  }
}
