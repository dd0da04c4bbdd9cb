package dev.penstock.graph;

import dev.penstock.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds deployments that nothing calls: with a root, those that no chain of handles leads to, which
 * is an error; without one, those that no handle leads to, which is a warning, because {@code
 * Penstock.handle} may call them.
 */
final class ReachabilityCheck {
  private ReachabilityCheck() {}

  static void run(
      List<LoadedApplication> applications, HandleGraph handles, List<Problem> problems) {
    List<Callee> starts = new ArrayList<>();
    Set<String> called = new HashSet<>();
    for (LoadedApplication application : applications) {
      application
          .root()
          .ifPresentOrElse(starts::add, () -> starts.addAll(application.deployments()));
      for (Callee caller : application.deployments()) {
        handles.callees(caller).forEach(callee -> called.add(callee.path()));
      }
    }
    Set<String> reached = handles.pathsReachedFrom(starts);
    for (LoadedApplication application : applications) {
      for (Callee deployment : application.deployments()) {
        if (application.root().isPresent() && !reached.contains(deployment.path())) {
          problems.add(unreached(deployment, application.root().get()));
        } else if (application.config().root().isEmpty()
            && deployment.type().filter(DeploymentClass::ingress).isEmpty()
            && !called.contains(deployment.path())) {
          problems.add(uncalled(deployment));
        }
      }
    }
  }

  private static Problem unreached(Callee deployment, Callee root) {
    return Problem.error(
        deployment.path(),
        "nothing reaches \""
            + deployment.name()
            + "\": no handle leads to it from the root \""
            + root.name()
            + "\"; give one a handle to it, or remove it");
  }

  private static Problem uncalled(Callee deployment) {
    return Problem.warning(
        deployment.path(),
        "nothing calls \""
            + deployment.name()
            + "\": its application has no root, and no handle of any application leads to it; give"
            + " one a handle to \""
            + deployment.id()
            + "\", or remove it");
  }
}
