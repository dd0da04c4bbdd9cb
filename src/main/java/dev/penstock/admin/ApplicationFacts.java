package dev.penstock.admin;

import java.util.List;
import java.util.Optional;

/**
 * An application as it is now.
 *
 * @param route where it is mounted, if it is
 * @param root name of the deployment that requests go to, if there is one
 * @param deployments callees before callers
 */
public record ApplicationFacts(
    String name,
    Optional<String> route,
    Optional<String> root,
    List<DeploymentFacts> deployments) {}
