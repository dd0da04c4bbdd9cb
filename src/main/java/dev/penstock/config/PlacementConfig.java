package dev.penstock.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Where in a cluster the replicas of a deployment may run. A node that is alone runs all of them,
 * whatever this says.
 *
 * @param rule on which nodes
 * @param resources what each replica takes of a node's {@link ClusterConfig#resources}, by name
 */
public record PlacementConfig(Rule rule, Map<String, BigDecimal> resources) {
  /** On all nodes, and nothing is taken. */
  public static final PlacementConfig ANYWHERE = new PlacementConfig(new Anywhere(), Map.of());

  /** On which nodes. */
  public sealed interface Rule {}

  /** On all nodes, as evenly as possible. */
  public record Anywhere() implements Rule {}

  /**
   * On nodes that run a replica of another deployment of the same application.
   *
   * @param deployment its name
   */
  public record Near(String deployment) implements Rule {}

  /**
   * On some nodes.
   *
   * @param nodes their names, see {@link ClusterConfig#node}
   */
  public record OnNodes(List<String> nodes) implements Rule {}
}
