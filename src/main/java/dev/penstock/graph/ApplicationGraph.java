package dev.penstock.graph;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A checked application.
 *
 * @param name unique within a node
 * @param route normalised: starts with a slash, ends without one, or is {@code /}
 * @param requestTimeout time a request may take
 * @param root the deployment that requests go to; none if only other applications call it
 * @param deployments callees before callers, so that they can be started in this order
 * @param edges every handle
 * @param rules what holds for requests
 * @param loader the class loader of its classes: its own if it has a class path, see {@link
 *     #closeLoader()}
 */
public record ApplicationGraph(
    String name,
    String route,
    Duration requestTimeout,
    Optional<DeploymentNode> root,
    List<DeploymentNode> deployments,
    List<GraphEdge> edges,
    RequestRules rules,
    ClassLoader loader) {
  /**
   * The deployment of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public DeploymentNode deployment(String deployment) {
    return deployments.stream()
        .filter(d -> d.name().equals(deployment))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no deployment " + deployment + " in " + name));
  }

  /** The handles that a deployment holds, in the order of its constructor's parameters. */
  public List<GraphEdge> edgesOf(String caller) {
    return edges.stream().filter(e -> e.caller().equals(caller)).toList();
  }

  /**
   * Closes the class loader if it is the application's own. Called by who stops the application.
   */
  public void closeLoader() {
    if (loader instanceof ApplicationClassLoader own) {
      own.close();
    }
  }
}
