package dev.penstock.graph;

import dev.penstock.Threading;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Graphs as trees: callees below callers. What a deployment calls is shown where it stands first.
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
      out.append(graph.name()).append(" at ").append(graph.route()).append('\n');
      TextGraph text = new TextGraph(graph, out);
      text.deployment(graph.root().orElseThrow(), "", "└─ ", "   ");
    }
    return out.toString();
  }

  private void deployment(DeploymentNode node, String label, String branch, String indent) {
    List<GraphEdge> edges = graph.edgesOf(node.name());
    boolean first = shown.add(node.name());
    out.append(branch).append(label).append(describe(node));
    out.append(first || edges.isEmpty() ? "\n" : "  (as above)\n");
    if (!first) {
      return;
    }
    String stem = indent;
    for (int i = 0; i < edges.size(); i++) {
      boolean last = i == edges.size() - 1;
      GraphEdge edge = edges.get(i);
      deployment(
          graph.deployment(edge.targets().get(0).deployment()),
          edge.parameter() + " → ",
          stem + (last ? "└─ " : "├─ "),
          stem + (last ? "   " : "│  "));
    }
  }

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
