package dev.penstock.controller;

import java.util.Map;
import java.util.Set;

/** Which of the replicas a node is to run. */
public sealed interface Share {
  /** All of them: the node is alone. */
  record All() implements Share {}

  /** None yet, and no routes: other nodes are to be met first. */
  record Nothing() implements Share {}

  /**
   * Those that the cluster has placed here, and every ingress.
   *
   * @param indices of the replicas, by the id of their deployment
   */
  record Placed(Map<String, Set<Integer>> indices) implements Share {
    /** The replicas of a deployment. */
    Set<Integer> of(String deploymentId) {
      return indices.getOrDefault(deploymentId, Set.of());
    }
  }
}
