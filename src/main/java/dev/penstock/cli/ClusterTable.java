package dev.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part {@code cluster} of {@code /api/status}, for people; nothing where there is none. */
record ClusterTable(JsonNode cluster) {
  /** What the node sees, and who leads, in a line each. */
  String head() {
    if (cluster.isMissingNode()) {
      return "";
    }
    StringBuilder head = new StringBuilder("Cluster: this node sees ");
    head.append(Counted.of(cluster.path("visible").asInt(), "node"));
    head.append(
        cluster.path("seesQuorum").asBoolean() ? ", a quorum is " : ", a minority: quorum ");
    head.append(cluster.path("quorum").asText()).append('\n');
    for (JsonNode term : cluster.path("leaders")) {
      head.append("  ").append(term.path("application").asText());
      head.append(" is placed by ").append(term.path("leader").asText());
      head.append(" (epoch ").append(term.path("epoch").asText()).append(")\n");
    }
    return head.toString();
  }

  /** The nodes, the oldest first. */
  TextTable nodes() {
    TextTable table = new TextTable(6, "NODE", "HOST", "STATE", "SINCE", "HTTP", "REPLICAS");
    for (JsonNode node : cluster.path("nodes")) {
      List<String> replicas = new ArrayList<>();
      for (Map.Entry<String, JsonNode> each : node.path("replicas").properties()) {
        replicas.add(each.getValue().asText() + " " + each.getKey());
      }
      table.row(
          node.path("name").asText() + (node.path("self").asBoolean() ? " (this)" : ""),
          node.path("host").asText("-"),
          node.path("state").asText(),
          node.path("since").asText("-"),
          node.path("url").asText("-"),
          replicas.isEmpty() ? "none" : String.join(", ", replicas));
    }
    return table;
  }
}
