package dev.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.GraphEdge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the graphs of a configuration are written. */
enum GraphFormat {
  /** For people: a line per deployment, its edges below it. */
  TEXT {
    @Override
    String render(List<ApplicationGraph> graphs) {
      List<String> lines = new ArrayList<>();
      for (ApplicationGraph graph : graphs) {
        lines.add(graph.name() + " at " + graph.route());
        for (DeploymentNode node : callersFirst(graph)) {
          lines.add("  " + node.name() + ": " + summary(node) + ", " + node.type().getName());
          for (GraphEdge edge : graph.edges()) {
            if (edge.caller().equals(node.name())) {
              lines.add("    " + edge.parameter() + " -> " + edge.callee());
            }
          }
        }
      }
      return String.join("\n", lines);
    }
  },

  /** A Mermaid flowchart, for Markdown. */
  MERMAID {
    @Override
    String render(List<ApplicationGraph> graphs) {
      List<String> lines = new ArrayList<>(List.of("flowchart LR"));
      for (int a = 0; a < graphs.size(); a++) {
        ApplicationGraph graph = graphs.get(a);
        List<String> names = callersFirst(graph).stream().map(DeploymentNode::name).toList();
        String id = "a" + a;
        lines.add("  subgraph " + id + "[" + quoted(graph.name() + " at " + graph.route()) + "]");
        for (DeploymentNode node : callersFirst(graph)) {
          String label = quoted(node.name() + "<br/>" + summary(node));
          lines.add("    " + id + "d" + names.indexOf(node.name()) + "[" + label + "]");
        }
        for (GraphEdge edge : graph.edges()) {
          lines.add(
              "    %sd%d -->|%s| %sd%d"
                  .formatted(
                      id,
                      names.indexOf(edge.caller()),
                      quoted(edge.parameter()),
                      id,
                      names.indexOf(edge.callee())));
        }
        lines.add("  end");
      }
      return String.join("\n", lines);
    }

    private String quoted(String label) {
      return '"' + label.replace("\"", "#quot;") + '"';
    }
  },

  /** For programs. */
  JSON {
    @Override
    String render(List<ApplicationGraph> graphs) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode applications = json.putArray("applications");
      for (ApplicationGraph graph : graphs) {
        ObjectNode application = applications.addObject();
        application.put("name", graph.name());
        application.put("route", graph.route());
        application.put("root", graph.root().name());
        ArrayNode deployments = application.putArray("deployments");
        for (DeploymentNode node : callersFirst(graph)) {
          ObjectNode deployment = deployments.addObject();
          deployment.put("name", node.name());
          deployment.put("class", node.type().getName());
          deployment.put("ingress", node.ingress());
          deployment.put("replicas", node.replicas());
          deployment.put("threading", node.threading().key());
          ArrayNode contracts = deployment.putArray("contracts");
          node.contracts().forEach(contract -> contracts.add(contract.getName()));
        }
        ArrayNode edges = application.putArray("edges");
        for (GraphEdge edge : graph.edges()) {
          edges
              .addObject()
              .put("caller", edge.caller())
              .put("parameter", edge.parameter())
              .put("callee", edge.callee())
              .put("contract", edge.contract().getName());
        }
      }
      return json.toPrettyString();
    }
  };

  /** The graphs in this format, without a line end after the last line. */
  abstract String render(List<ApplicationGraph> graphs);

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static List<DeploymentNode> callersFirst(ApplicationGraph graph) {
    List<DeploymentNode> nodes = new ArrayList<>(graph.deployments());
    Collections.reverse(nodes);
    return nodes;
  }

  private static String summary(DeploymentNode node) {
    return List.of(
            node.ingress() ? "ingress" : node.threading().key(),
            Counted.of(node.replicas(), "replica"))
        .stream()
        .collect(Collectors.joining(", "));
  }
}
