package dev.penstock.graph;

import dev.penstock.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds handles that lead back to a deployment above, also through other applications: a graph that
 * is served has no cycle.
 */
final class CycleCheck {
  private final HandleGraph handles;
  private final List<Problem> problems;
  private final List<Callee> way = new ArrayList<>();
  private final Set<String> done = new HashSet<>();

  private CycleCheck(HandleGraph handles, List<Problem> problems) {
    this.handles = handles;
    this.problems = problems;
  }

  /**
   * Reports each handle that closes a cycle.
   *
   * @param deployments in the order of the file
   */
  static void run(Collection<Callee> deployments, HandleGraph handles, List<Problem> problems) {
    CycleCheck check = new CycleCheck(handles, problems);
    deployments.forEach(check::visit);
  }

  private void visit(Callee deployment) {
    if (!done.add(deployment.path())) {
      return;
    }
    way.add(deployment);
    for (HandleRef handle : handles.of(deployment).values()) {
      for (HandleRef.Target target : handle.targets()) {
        int seen = way.stream().map(Callee::path).toList().indexOf(target.callee().path());
        if (seen < 0) {
          visit(target.callee());
          continue;
        }
        List<Callee> cycle = new ArrayList<>(way.subList(seen, way.size()));
        cycle.add(target.callee());
        problems.add(Problem.error(target.path(), "cycle " + shown(cycle)));
      }
    }
    way.remove(way.size() - 1);
  }

  /** By plain names within one application. */
  private static String shown(List<Callee> cycle) {
    boolean crosses = cycle.stream().map(Callee::application).distinct().count() > 1;
    return cycle.stream()
        .map(deployment -> crosses ? deployment.id() : deployment.name())
        .collect(Collectors.joining(" → "));
  }
}
