package dev.penstock.node;

import dev.penstock.cluster.ReplicaDirectory;
import dev.penstock.graph.ApplicationGraph;
import java.util.ArrayList;
import java.util.List;

/** Why a node is not ready, if it is not. Thread-safe. */
final class Readiness {
  private final ReplicaDirectory directory;
  private final List<ApplicationGraph> applications;
  private volatile boolean started;

  Readiness(ReplicaDirectory directory, List<ApplicationGraph> applications) {
    this.directory = directory;
    this.applications = applications;
  }

  /** All applications have started. */
  void onStarted() {
    started = true;
  }

  /** Reasons in words; none if every deployment serves. */
  List<String> reasons() {
    if (!started) {
      return List.of("starting");
    }
    List<String> reasons = new ArrayList<>();
    for (ApplicationGraph application : applications) {
      application.deployments().stream()
          .filter(deployment -> !deployment.ingress())
          .filter(deployment -> directory.view(deployment.id()).serving().isEmpty())
          .forEach(deployment -> reasons.add(deployment.id() + " has no replica that serves"));
    }
    return reasons;
  }
}
