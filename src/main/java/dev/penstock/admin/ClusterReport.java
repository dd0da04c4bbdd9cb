package dev.penstock.admin;

import dev.penstock.admin.ClusterFacts.NodeFacts;
import dev.penstock.admin.ClusterFacts.PlacedFacts;
import dev.penstock.admin.ClusterFacts.TermFacts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON of a cluster in {@code /api/status}. Stateless. */
final class ClusterReport {
  private ClusterReport() {}

  static JsonObject json(ClusterFacts cluster) {
    JsonArray nodes = new JsonArray();
    cluster.nodes().forEach(node -> nodes.add(node(node)));
    JsonArray terms = new JsonArray();
    for (TermFacts term : cluster.terms()) {
      terms.add(
          new JsonObject()
              .put("application", term.application())
              .put("leader", term.leader())
              .put("epoch", term.epoch()));
    }
    return new JsonObject()
        .put("visible", cluster.visible())
        .put("quorum", cluster.quorum())
        .put("seesQuorum", cluster.visible() >= cluster.quorum())
        .put("nodes", nodes)
        .put("leaders", terms);
  }

  private static JsonObject node(NodeFacts node) {
    JsonObject json =
        new JsonObject()
            .put("id", node.id())
            .put("name", node.name())
            .put("self", node.self())
            .put("version", node.version())
            .put("state", node.state());
    node.since()
        .ifPresent(time -> json.put("since", time.truncatedTo(ChronoUnit.MILLIS).toString()));
    node.host().ifPresent(host -> json.put("host", host));
    node.url().ifPresent(url -> json.put("url", url));
    Map<String, Object> counts = new TreeMap<>();
    for (PlacedFacts replica : node.replicas()) {
      counts.merge(replica.deployment(), 1, (a, b) -> (Integer) a + (Integer) b);
    }
    return json.put("replicas", new JsonObject(counts));
  }

  /** The replicas of a deployment on other nodes. */
  static JsonArray elsewhere(ClusterFacts cluster, String deployment) {
    JsonArray all = new JsonArray();
    for (NodeFacts node : cluster.nodes()) {
      if (node.self()) {
        continue;
      }
      for (PlacedFacts replica : of(deployment, node.replicas())) {
        all.add(
            new JsonObject()
                .put("index", replica.index())
                .put("node", node.name())
                .put("ongoing", replica.ongoing())
                .put("maxOngoing", replica.maxOngoing()));
      }
    }
    return all;
  }

  private static List<PlacedFacts> of(String deployment, List<PlacedFacts> replicas) {
    return replicas.stream().filter(each -> each.deployment().equals(deployment)).toList();
  }
}
