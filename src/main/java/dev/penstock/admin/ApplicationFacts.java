package dev.penstock.admin;

import java.util.List;
import java.util.Optional;

/**
 * An application as it is now.
 *
 * @param route where it is mounted, if it is
 * @param root name of the deployment that requests go to, if there is one
 * @param durable its durable requests, if it takes any
 * @param deployments callees before callers
 */
public record ApplicationFacts(
    String name,
    Optional<String> route,
    Optional<String> root,
    Optional<DurableFacts> durable,
    List<DeploymentFacts> deployments) {}
