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
    graph
        .root()
        .ifPresent(
            root -> {
              node.put("route", graph.route());
              node.put("requestTimeout", graph.requestTimeout().toString());
              node.put("root", root.name());
            });
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
    node.put("interruptible", deployment.interruptible());
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
    ArrayNode targets = node.putArray("targets");
    for (EdgeTarget target : edge.targets()) {
      ObjectNode each = targets.addObject();
      each.put("application", target.application());
      each.put("deployment", target.deployment());
      each.put("weight", target.weight());
    }
    node.put("contract", edge.contract().getName());
    EdgeOptions options = edge.options();
    options.timeout().ifPresent(timeout -> node.put("timeout", timeout.toString()));
    node.put("idempotent", options.idempotent());
    options.sticky().ifPresent(sticky -> node.put("sticky", sticky.key()));
    return node;
  }
}
