package dev.penstock.config;

import dev.penstock.config.PlacementConfig.Anywhere;
import dev.penstock.config.PlacementConfig.Near;
import dev.penstock.config.PlacementConfig.OnNodes;
import dev.penstock.config.PlacementConfig.Rule;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the records of resources, and of where a deployment's replicas may run. */
final class PlacementReader {
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
  private static final int DECIMALS = 4;

  private PlacementReader() {}

  /** The keys {@code placement} and {@code resources} of a deployment. */
  static PlacementConfig placement(ObjectCursor deployment) {
    Rule rule = deployment.object("placement").map(PlacementReader::rule).orElseGet(Anywhere::new);
    return new PlacementConfig(rule, resources(deployment));
  }

  private static Rule rule(ObjectCursor in) {
    String near = in.has("near") ? in.requiredText("near", "another deployment") : "";
    in.any("near");
    List<String> nodes = in.texts("nodes", "\"gpu-1\"");
    in.refuseUnknownKeys();
    if (in.has("near") && in.has("nodes")) {
      in.problem("nodes", "replicas are placed near a deployment or on some nodes, not both");
    }
    if (in.has("nodes") && nodes.isEmpty()) {
      in.problem("nodes", "must name at least one node, as its cluster.node does");
    }
    if (!near.isEmpty()) {
      return new Near(near);
    }
    return nodes.isEmpty() ? new Anywhere() : new OnNodes(nodes);
  }

  /** Decimal numbers by name, in the order of the names; equal ones are {@code equals}. */
  static Map<String, BigDecimal> resources(ObjectCursor in) {
    Map<String, BigDecimal> resources = new TreeMap<>();
    in.object("resources")
        .ifPresent(
            all ->
                all.names()
                    .forEach(
                        name ->
                            all.decimal(name, MOST, DECIMALS)
                                .ifPresent(amount -> resources.put(name, amount))));
    return Collections.unmodifiableMap(resources);
  }
}
