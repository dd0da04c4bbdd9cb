package dev.penstock.controller;

import dev.penstock.config.PlacementConfig;
import dev.penstock.graph.DeploymentNode;

/**
 * What a deployment asks of the cluster.
 *
 * @param deployment its name
 * @param replicas how many
 * @param where on which nodes, and what each replica takes of its node
 */
record Demand(String deployment, int replicas, PlacementConfig where) {
  static Demand of(DeploymentNode deployment) {
    return new Demand(deployment.name(), deployment.replicas(), deployment.placement());
  }
}
