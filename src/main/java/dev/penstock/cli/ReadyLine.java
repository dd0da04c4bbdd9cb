package dev.penstock.cli;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.node.BuildVersion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The line that says that a node serves: the last one before the first request.
 *
 * @param time when everything served
 * @param millis time since the JVM started
 */
record ReadyLine(
    String version,
    String url,
    Instant time,
    long millis,
    int applications,
    int deployments,
    int replicas) {
  /** The line of a node that serves these graphs. */
  static ReadyLine of(String url, Instant time, long millis, List<ApplicationGraph> graphs) {
    List<DeploymentNode> nodes = graphs.stream().flatMap(g -> g.deployments().stream()).toList();
    return new ReadyLine(
        BuildVersion.text(),
        url,
        time,
        millis,
        graphs.size(),
        nodes.size(),
        nodes.stream().mapToInt(DeploymentNode::replicas).sum());
  }

  /** The line in that format, without its end. */
  String in(LogFormat format) {
    String message =
        "Penstock %s ready at %s in %d ms: %s, %s, %s"
            .formatted(
                version,
                url,
                millis,
                Counted.of(applications, "application"),
                Counted.of(deployments, "deployment"),
                Counted.of(replicas, "replica"));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("url", url);
    facts.put("millis", millis);
    return format.line(time, message, facts);
  }
}
