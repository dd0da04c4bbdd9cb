package dev.penstock.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Graphs as a Mermaid flowchart, one subgraph per application. */
final class MermaidGraph {
  private MermaidGraph() {}

  static String print(List<ApplicationGraph> applications) {
    StringBuilder out = new StringBuilder("flowchart LR\n");
    Map<String, String> ids = new HashMap<>();
    StringBuilder crossing = new StringBuilder();
    for (int i = 0; i < applications.size(); i++) {
      name(applications.get(i), "a" + i, ids);
    }
    for (int i = 0; i < applications.size(); i++) {
      print(applications.get(i), "a" + i, ids, out, crossing);
    }
    return out.append(crossing).toString();
  }

  private static void name(ApplicationGraph graph, String id, Map<String, String> ids) {
    for (int i = 0; i < graph.deployments().size(); i++) {
      ids.put(graph.deployments().get(i).id(), id + "d" + i);
    }
  }

  /** Edges to other applications stand outside: inside, Mermaid would draw their ends there too. */
  private static void print(
      ApplicationGraph graph,
      String id,
      Map<String, String> ids,
      StringBuilder out,
      StringBuilder crossing) {
    out.append("  subgraph ").append(id).append('[');
    out.append(quoted(EdgeText.title(graph))).append("]\n");
    for (DeploymentNode node : graph.deployments()) {
      String text =
          node.name()
              + "<br/>"
              + node.type().getSimpleName()
              + "<br/>"
              + node.replicas()
              + " × "
              + node.threading().key();
      out.append("    ").append(ids.get(node.id()));
      out.append(node.ingress() ? "([" : "[").append(quoted(text));
      out.append(node.ingress() ? "])\n" : "]\n");
    }
    for (GraphEdge edge : graph.edges()) {
      String caller = ids.get(edge.application() + "/" + edge.caller());
      for (EdgeTarget target : edge.targets()) {
        boolean own = target.application().equals(graph.name());
        (own ? out.append("    ") : crossing.append("  "))
            .append(caller)
            .append(" -->|")
            .append(quoted(EdgeText.label(edge, target)))
            .append("| ")
            .append(ids.get(target.id()))
            .append('\n');
      }
    }
    out.append("  end\n");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "#quot;") + "\"";
  }
}
