package dev.penstock.graph;

import dev.penstock.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds handles that lead back to a deployment above: a graph that is served has no cycle. */
final class CycleCheck {
  private final Map<String, List<HandleRef>> handles;
  private final List<Problem> problems;
  private final List<String> way = new ArrayList<>();
  private final Set<String> done = new HashSet<>();

  private CycleCheck(Map<String, List<HandleRef>> handles, List<Problem> problems) {
    this.handles = handles;
    this.problems = problems;
  }

  /**
   * Reports each handle that closes a cycle.
   *
   * @param handles of each deployment by name, in the order of the file
   */
  static void run(Map<String, List<HandleRef>> handles, List<Problem> problems) {
    CycleCheck check = new CycleCheck(handles, problems);
    handles.keySet().forEach(check::visit);
  }

  private void visit(String deployment) {
    if (!done.add(deployment)) {
      return;
    }
    way.add(deployment);
    for (HandleRef handle : handles.getOrDefault(deployment, List.of())) {
      int seen = way.indexOf(handle.callee());
      if (seen < 0) {
        visit(handle.callee());
        continue;
      }
      List<String> cycle = new ArrayList<>(way.subList(seen, way.size()));
      cycle.add(handle.callee());
      problems.add(Problem.error(handle.path(), "cycle " + String.join(" → ", cycle)));
    }
    way.remove(way.size() - 1);
  }
}
