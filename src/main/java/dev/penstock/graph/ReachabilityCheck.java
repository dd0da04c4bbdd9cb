package dev.penstock.graph;

import dev.penstock.Problem;
import dev.penstock.config.DeploymentConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds deployments that no chain of handles from the root leads to. */
final class ReachabilityCheck {
  private ReachabilityCheck() {}

  static void run(
      String root,
      List<DeploymentConfig> deployments,
      Map<String, List<HandleRef>> handles,
      List<Problem> problems) {
    Set<String> reached = new HashSet<>(Set.of(root));
    Deque<String> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (HandleRef handle : handles.getOrDefault(open.remove(), List.of())) {
        if (reached.add(handle.callee())) {
          open.add(handle.callee());
        }
      }
    }
    for (DeploymentConfig deployment : deployments) {
      if (!reached.contains(deployment.name())) {
        problems.add(
            Problem.error(
                deployment.path(),
                "nothing reaches \""
                    + deployment.name()
                    + "\": no handle leads to it from the root \""
                    + root
                    + "\"; give one a handle to it, or remove it"));
      }
    }
  }
}
