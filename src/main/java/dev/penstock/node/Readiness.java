package dev.penstock.node;

import dev.penstock.cluster.ReplicaDirectory;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import java.util.ArrayList;
import java.util.List;

/** Why a node is not ready, if it is not. Thread-safe. */
final class Readiness {
  private final ReplicaDirectory directory;
  private final List<ApplicationGraph> applications;
  private final boolean http;
  private volatile boolean started;
  private volatile String refusing = "";
  private volatile boolean leaving;

  /**
   * A node that has not started yet.
   *
   * @param http whether it listens: where it does not, no ingress is needed
   */
  Readiness(ReplicaDirectory directory, List<ApplicationGraph> applications, boolean http) {
    this.http = http;
    this.directory = directory;
    this.applications = applications;
  }

  /** All applications have started. */
  void onStarted() {
    started = true;
  }

  /** The node refuses requests for that reason; empty if it does not. */
  void onRefusing(String reason) {
    refusing = reason;
  }

  /** The node takes requests for a while yet, which are to go elsewhere. */
  void onLeaving() {
    leaving = true;
  }

  /** Reasons in words; none if every deployment serves. */
  List<String> reasons() {
    if (leaving) {
      return List.of("shutting down");
    }
    List<String> reasons = new ArrayList<>();
    if (!started) {
      // In a cluster that may last: what is still missing is told too.
      reasons.add("starting");
    }
    String refused = refusing;
    if (!refused.isEmpty()) {
      reasons.add(refused);
    }
    for (ApplicationGraph application : applications) {
      application.deployments().stream()
          .filter(deployment -> serving(deployment) < needed(deployment))
          .forEach(
              deployment ->
                  reasons.add(
                      deployment.id()
                          + (deployment.ingress()
                              ? " does not serve on every event loop"
                              : " has no replica that serves")));
    }
    return reasons;
  }

  private int serving(DeploymentNode deployment) {
    return directory.view(deployment.id()).serving().size();
  }

  /** An ingress answers on an event loop only if it has an instance there. */
  private int needed(DeploymentNode deployment) {
    if (!deployment.ingress()) {
      return 1;
    }
    return http ? deployment.replicas() : 0;
  }
}
