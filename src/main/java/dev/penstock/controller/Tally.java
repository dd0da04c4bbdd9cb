package dev.penstock.controller;

import java.util.HashMap;
import java.util.Map;

/** How many replicas the nodes have, and what those take of them. Belongs to one placement. */
final class Tally {
  private final Map<String, Integer> replicas = new HashMap<>();
  private final Map<String, Map<String, Integer>> taken = new HashMap<>();

  /** The replicas of a node, without those that are about to go. */
  int replicas(String node) {
    return replicas.getOrDefault(node, 0);
  }

  /** How much of a resource of a node is taken. */
  int taken(String node, String resource) {
    return taken.getOrDefault(node, Map.of()).getOrDefault(resource, 0);
  }

  /** A replica is on a node, and takes that of it. */
  void add(String node, Map<String, Integer> resources) {
    change(node, resources, 1);
  }

  /** A replica is on a node no longer. */
  void remove(String node, Map<String, Integer> resources) {
    change(node, resources, -1);
  }

  /** A replica is about to go: it counts no more, and still takes what it takes. */
  void leaves(String node) {
    replicas.merge(node, -1, Integer::sum);
  }

  /** Whether a replica that takes that much finds it on the node. */
  boolean fits(Site site, Map<String, Integer> resources) {
    return resources.entrySet().stream()
        .allMatch(
            need ->
                need.getValue()
                    <= site.resources().getOrDefault(need.getKey(), 0)
                        - taken(site.node(), need.getKey()));
  }

  private void change(String node, Map<String, Integer> resources, int by) {
    replicas.merge(node, by, Integer::sum);
    Map<String, Integer> ofNode = taken.computeIfAbsent(node, first -> new HashMap<>());
    resources.forEach((name, amount) -> ofNode.merge(name, by * amount, Integer::sum));
  }
}
