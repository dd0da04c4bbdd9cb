package dev.penstock.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Graphs as a Mermaid flowchart, one subgraph per application. */
final class MermaidGraph {
  private MermaidGraph() {}

  static String print(List<ApplicationGraph> applications) {
    StringBuilder out = new StringBuilder("flowchart LR\n");
    for (int i = 0; i < applications.size(); i++) {
      print(applications.get(i), "a" + i, out);
    }
    return out.toString();
  }

  private static void print(ApplicationGraph graph, String id, StringBuilder out) {
    Map<String, String> ids = new HashMap<>();
    out.append("  subgraph ").append(id).append('[');
    out.append(quoted(graph.name() + " at " + graph.route())).append("]\n");
    for (DeploymentNode node : graph.deployments()) {
      String nodeId = id + "d" + ids.size();
      ids.put(node.name(), nodeId);
      String text =
          node.name()
              + "<br/>"
              + node.type().getSimpleName()
              + "<br/>"
              + node.replicas()
              + " × "
              + node.threading().key();
      out.append("    ").append(nodeId);
      out.append(node.ingress() ? "([" : "[").append(quoted(text));
      out.append(node.ingress() ? "])\n" : "]\n");
    }
    for (GraphEdge edge : graph.edges()) {
      out.append("    ").append(ids.get(edge.caller()));
      out.append(" -->|").append(quoted(edge.parameter())).append("| ");
      out.append(ids.get(edge.targets().get(0).deployment())).append('\n');
    }
    out.append("  end\n");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "#quot;") + "\"";
  }
}
