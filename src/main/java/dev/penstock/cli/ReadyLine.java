package dev.penstock.cli;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.node.BuildVersion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The line that says that a node serves: the last one before the first request.
 *
 * @param url of its HTTP listener, if it has one
 * @param time when everything served
 * @param millis time since the JVM started
 * @param nodes of the cluster; 0 for a node that is in none
 */
record ReadyLine(
    String version,
    Optional<String> url,
    Instant time,
    long millis,
    int applications,
    int deployments,
    int replicas,
    int nodes) {
  /** The line of a node that serves these graphs. */
  static ReadyLine of(
      Optional<String> url,
      Instant time,
      long millis,
      List<ApplicationGraph> graphs,
      int clusterSize) {
    List<DeploymentNode> nodes = graphs.stream().flatMap(g -> g.deployments().stream()).toList();
    return new ReadyLine(
        BuildVersion.text(),
        url,
        time,
        millis,
        graphs.size(),
        nodes.size(),
        nodes.stream().mapToInt(DeploymentNode::replicas).sum(),
        clusterSize);
  }

  /** The line in that format, without its end. */
  String in(LogFormat format) {
    String message =
        "Penstock %s ready %s in %d ms: %s, %s, %s"
                .formatted(
                    version,
                    url.map(address -> "at " + address).orElse("without HTTP"),
                    millis,
                    Counted.of(applications, "application"),
                    Counted.of(deployments, "deployment"),
                    Counted.of(replicas, "replica"))
            + (nodes == 0 ? "" : "; the cluster has " + Counted.of(nodes, "node"));
    Map<String, Object> facts = new LinkedHashMap<>();
    url.ifPresent(address -> facts.put("url", address));
    facts.put("millis", millis);
    if (nodes > 0) {
      facts.put("nodes", nodes);
    }
    return format.line(time, message, facts);
  }
}
