package dev.penstock.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Graphs as JSON: an object with all applications. */
final class JsonGraph {
  private JsonGraph() {}

  static String print(List<ApplicationGraph> applications) {
    ObjectNode top = JsonNodeFactory.instance.objectNode();
    ArrayNode array = top.putArray("applications");
    applications.forEach(a -> array.add(application(a)));
    return top.toPrettyString() + "\n";
  }

  private static ObjectNode application(ApplicationGraph graph) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", graph.name());
    node.put("route", graph.route());
    node.put("requestTimeout", graph.requestTimeout().toString());
    node.put("root", graph.root().orElseThrow().name());
    ArrayNode deployments = node.putArray("deployments");
    graph.deployments().forEach(d -> deployments.add(deployment(d)));
    ArrayNode edges = node.putArray("edges");
    graph.edges().forEach(e -> edges.add(edge(e)));
    return node;
  }

  private static ObjectNode deployment(DeploymentNode deployment) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", deployment.name());
    node.put("class", deployment.type().getName());
    node.put("ingress", deployment.ingress());
    ArrayNode contracts = node.putArray("contracts");
    deployment.contracts().forEach(c -> contracts.add(c.getName()));
    node.put("replicas", deployment.replicas());
    node.put("threading", deployment.threading().key());
    node.put("threads", deployment.threads());
    node.put("maxOngoing", deployment.maxOngoing());
    node.put("maxQueued", deployment.maxQueued());
    node.put("router", deployment.router().key());
    node.put("shutdownTimeout", deployment.shutdownTimeout().toString());
    return node;
  }

  private static ObjectNode edge(GraphEdge edge) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("caller", edge.caller());
    node.put("parameter", edge.parameter());
    node.put("callee", edge.targets().get(0).deployment());
    node.put("contract", edge.contract().getName());
    return node;
  }
}
