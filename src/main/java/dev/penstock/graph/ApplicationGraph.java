package dev.penstock.graph;

import java.time.Duration;
import java.util.List;

/**
 * A checked application.
 *
 * @param name unique within a node
 * @param route normalised: starts with a slash, ends without one, or is {@code /}
 * @param requestTimeout time a request may take
 * @param root the deployment that requests go to
 * @param deployments callees before callers, so that they can be started in this order
 * @param edges every handle
 * @param loader the class loader of its classes; closed by whoever stops the application
 */
public record ApplicationGraph(
    String name,
    String route,
    Duration requestTimeout,
    DeploymentNode root,
    List<DeploymentNode> deployments,
    List<GraphEdge> edges,
    ClassLoader loader) {}
