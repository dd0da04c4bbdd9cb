package dev.penstock.controller;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** How many replicas the nodes have, and what those take of them. Belongs to one placement. */
final class Tally {
  private final Map<String, Integer> replicas = new HashMap<>();
  private final Map<String, Map<String, BigDecimal>> taken = new HashMap<>();

  /** The replicas of a node, without those that are about to go. */
  int replicas(String node) {
    return replicas.getOrDefault(node, 0);
  }

  /** How much of a resource of a node is taken. */
  BigDecimal taken(String node, String resource) {
    return taken.getOrDefault(node, Map.of()).getOrDefault(resource, BigDecimal.ZERO);
  }

  /** A replica is on a node, and takes that of it. */
  void add(String node, Map<String, BigDecimal> resources) {
    change(node, resources, 1);
  }

  /** A replica is on a node no longer. */
  void remove(String node, Map<String, BigDecimal> resources) {
    change(node, resources, -1);
  }

  /** A replica is about to go: it counts no more, and still takes what it takes. */
  void leaves(String node) {
    replicas.merge(node, -1, Integer::sum);
  }

  /** How much of a resource of a node is left; below zero if it has less than was thought. */
  BigDecimal free(Site site, String resource) {
    return site.resources()
        .getOrDefault(resource, BigDecimal.ZERO)
        .subtract(taken(site.node(), resource));
  }

  /** Whether a replica that takes that much finds it on the node. */
  boolean fits(Site site, Map<String, BigDecimal> resources) {
    return resources.entrySet().stream()
        .allMatch(need -> need.getValue().compareTo(free(site, need.getKey())) <= 0);
  }

  private void change(String node, Map<String, BigDecimal> resources, int by) {
    replicas.merge(node, by, Integer::sum);
    Map<String, BigDecimal> ofNode = taken.computeIfAbsent(node, first -> new HashMap<>());
    resources.forEach(
        (name, amount) -> ofNode.merge(name, by < 0 ? amount.negate() : amount, BigDecimal::add));
  }
}
