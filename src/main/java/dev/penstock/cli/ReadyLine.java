package dev.penstock.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.node.BuildVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

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
    return switch (format) {
      case TEXT -> message;
      case JSON -> json(message);
    };
  }

  private String json(String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    json.put("level", "INFO");
    json.put("logger", "dev.penstock");
    json.put("message", message);
    json.put("url", url);
    json.put("millis", millis);
    return json.toString();
  }
}
