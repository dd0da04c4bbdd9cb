package dev.penstock.graph;

import dev.penstock.Problem;
import dev.penstock.config.ClusterConfig;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.NearestName;
import dev.penstock.config.PlacementConfig;
import dev.penstock.config.PlacementConfig.Near;
import dev.penstock.config.PlacementConfig.OnNodes;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks where the replicas of an application's deployments are to run. */
final class PlacementCheck {
  private final ClusterConfig cluster;
  private final Map<String, DeploymentConfig> deployments = new LinkedHashMap<>();
  private final List<Problem> problems;

  private PlacementCheck(ClusterConfig cluster, List<Problem> problems) {
    this.cluster = cluster;
    this.problems = problems;
  }

  static void run(ClusterConfig cluster, LoadedApplication application, List<Problem> problems) {
    PlacementCheck check = new PlacementCheck(cluster, problems);
    for (Callee callee : application.deployments()) {
      check.deployments.put(callee.name(), callee.config());
    }
    for (Callee callee : application.deployments()) {
      check.check(callee);
    }
  }

  private void check(Callee callee) {
    DeploymentConfig deployment = callee.config();
    PlacementConfig where = deployment.placement();
    if (callee.ingress() && !where.equals(PlacementConfig.ANYWHERE)) {
      problem(
          deployment,
          where.resources().isEmpty() ? "placement" : "resources",
          "an HttpIngress runs on every node and is not placed; place the deployments it calls");
    }
    if (where.rule() instanceof Near near) {
      checkNear(deployment, near);
    } else if (where.rule() instanceof OnNodes on) {
      checkResources(deployment, on);
    }
  }

  private void checkNear(DeploymentConfig deployment, Near near) {
    if (!deployments.containsKey(near.deployment())) {
      problem(
          deployment,
          "placement",
          "near: no deployment \""
              + near.deployment()
              + "\" in this application; "
              + NearestName.hint(near.deployment(), deployments.keySet(), "it has none"));
      return;
    }
    Set<String> passed = new HashSet<>();
    String next = deployment.name();
    while (passed.add(next)) {
      DeploymentConfig at = deployments.get(next);
      if (at == null || !(at.placement().rule() instanceof Near on)) {
        return;
      }
      next = on.deployment();
    }
    if (next.equals(deployment.name())) {
      problem(
          deployment,
          "placement",
          "near leads back to \"" + next + "\" itself: one of them must be placed first");
    }
  }

  /** Of other nodes nothing is known yet. */
  private void checkResources(DeploymentConfig deployment, OnNodes on) {
    String self = cluster.node().orElse("");
    if (!cluster.enabled() || !on.nodes().stream().allMatch(self::equals)) {
      return;
    }
    deployment
        .placement()
        .resources()
        .forEach(
            (name, needed) -> {
              BigDecimal there = cluster.resources().getOrDefault(name, BigDecimal.ZERO);
              if (needed.compareTo(there) > 0) {
                problem(
                    deployment,
                    "resources",
                    "a replica needs %s %s, and node \"%s\", where alone it may run, has %s: see cluster.resources"
                        .formatted(name, needed.toPlainString(), self, there.toPlainString()));
              }
            });
  }

  private void problem(DeploymentConfig deployment, String key, String message) {
    problems.add(Problem.error(JsonPaths.member(deployment.path(), key), message));
  }
}
