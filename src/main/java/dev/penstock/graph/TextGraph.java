package dev.penstock.graph;

import dev.penstock.Threading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Graphs as trees: callees below callers. What a deployment calls is shown where it stands first;
 * that of another application is shown there.
 */
final class TextGraph {
  private final ApplicationGraph graph;
  private final StringBuilder out;
  private final Set<String> shown = new HashSet<>();

  private TextGraph(ApplicationGraph graph, StringBuilder out) {
    this.graph = graph;
    this.out = out;
  }

  static String print(List<ApplicationGraph> applications) {
    StringBuilder out = new StringBuilder();
    for (ApplicationGraph graph : applications) {
      out.append(out.isEmpty() ? "" : "\n");
      out.append(EdgeText.title(graph)).append('\n');
      new TextGraph(graph, out).trees();
    }
    return out.toString();
  }

  private void trees() {
    List<DeploymentNode> tops = tops();
    for (int i = 0; i < tops.size(); i++) {
      boolean last = i == tops.size() - 1;
      deployment(tops.get(i), "", last ? "└─ " : "├─ ", last ? "   " : "│  ");
    }
  }

  /** The root, and whatever only other applications call. */
  private List<DeploymentNode> tops() {
    Set<String> called =
        graph.edges().stream()
            .flatMap(edge -> edge.targets().stream())
            .filter(this::isOwn)
            .map(EdgeTarget::deployment)
            .collect(Collectors.toSet());
    List<DeploymentNode> tops = new ArrayList<>(graph.root().stream().toList());
    graph.deployments().stream()
        .filter(node -> !tops.contains(node) && !called.contains(node.name()))
        .forEach(tops::add);
    return tops;
  }

  private boolean isOwn(EdgeTarget target) {
    return target.application().equals(graph.name());
  }

  private void deployment(DeploymentNode node, String label, String branch, String indent) {
    List<Line> lines =
        graph.edgesOf(node.name()).stream()
            .flatMap(edge -> edge.targets().stream().map(target -> new Line(edge, target)))
            .toList();
    boolean first = shown.add(node.name());
    out.append(branch).append(label).append(describe(node));
    out.append(first || lines.isEmpty() ? "\n" : "  (as above)\n");
    if (!first) {
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      Line line = lines.get(i);
      String below = EdgeText.label(line.edge, line.target) + " → ";
      String fork = indent + (last ? "└─ " : "├─ ");
      if (isOwn(line.target)) {
        DeploymentNode callee = graph.deployment(line.target.deployment());
        deployment(callee, below, fork, indent + (last ? "   " : "│  "));
      } else {
        out.append(fork).append(below).append(line.target.id()).append('\n');
      }
    }
  }

  /** One target of an edge. */
  private record Line(GraphEdge edge, EdgeTarget target) {}

  private static String describe(DeploymentNode node) {
    String count =
        node.ingress()
            ? "ingress, " + counted(node.replicas(), "instance")
            : counted(node.replicas(), "replica");
    String threads =
        node.threading() == Threading.WORKER ? " × " + counted(node.threads(), "thread") : "";
    return node.name()
        + "  "
        + node.type().getName()
        + "  ["
        + count
        + ", "
        + node.threading().key()
        + threads
        + "]";
  }

  private static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
