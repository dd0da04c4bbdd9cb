package dev.penstock.cli;

import dev.penstock.admin.ClusterFacts;
import dev.penstock.admin.ClusterFacts.NodeFacts;
import dev.penstock.admin.DeploymentFacts;
import dev.penstock.admin.Overview;
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
 * @param replicas that serve on this node
 * @param nodes of the cluster; 0 for a node that is in none
 * @param placed replicas that serve somewhere in the cluster, without instances of ingresses
 * @param wanted how many of them there should be
 */
record ReadyLine(
    String version,
    Optional<String> url,
    Instant time,
    long millis,
    int applications,
    int deployments,
    int replicas,
    int nodes,
    int placed,
    int wanted) {
  /** The line of a node that runs all replicas of these graphs. */
  static ReadyLine of(
      Optional<String> url, Instant time, long millis, List<ApplicationGraph> graphs) {
    List<DeploymentNode> all = graphs.stream().flatMap(g -> g.deployments().stream()).toList();
    int replicas = all.stream().mapToInt(DeploymentNode::replicas).sum();
    return new ReadyLine(
        BuildVersion.text(), url, time, millis, graphs.size(), all.size(), replicas, 0, 0, 0);
  }

  /** The line of a node that runs what it tells its operators. */
  ReadyLine with(Overview node) {
    List<DeploymentFacts> all =
        node.applications().stream().flatMap(each -> each.deployments().stream()).toList();
    List<NodeFacts> nodes = node.cluster().map(ClusterFacts::nodes).orElse(List.of());
    return new ReadyLine(
        version,
        url,
        time,
        millis,
        applications,
        deployments,
        all.stream().mapToInt(each -> each.replicas().size()).sum(),
        node.cluster().map(ClusterFacts::visible).orElse(0),
        nodes.stream().mapToInt(each -> each.replicas().size()).sum(),
        all.stream().filter(each -> !each.ingress()).mapToInt(DeploymentFacts::wanted).sum());
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
            + (nodes == 0
                ? ""
                : " on this node; the cluster has %s, %s, %d are wanted"
                    .formatted(
                        Counted.of(nodes, "node"),
                        Counted.of(placed, "placed replica serves", "placed replicas serve"),
                        wanted));
    Map<String, Object> facts = new LinkedHashMap<>();
    url.ifPresent(address -> facts.put("url", address));
    facts.put("millis", millis);
    if (nodes > 0) {
      facts.put("nodes", nodes);
    }
    return format.line(time, message, facts);
  }
}
