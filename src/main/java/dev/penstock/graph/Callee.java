package dev.penstock.graph;

import dev.penstock.config.DeploymentConfig;
import java.util.Optional;

/**
 * A deployment as handles may lead to it.
 *
 * @param application name of its application
 * @param config as it is written
 * @param type its class; empty if that is of no use, which is reported already
 * @param root whether requests to its application go to it
 */
record Callee(
    String application, DeploymentConfig config, Optional<DeploymentClass> type, boolean root) {
  String name() {
    return config.name();
  }

  /** Its JSON path, which is unique even where two applications have one name by mistake. */
  String path() {
    return config.path();
  }

  String id() {
    return application + "/" + name();
  }

  /** Whether it is a root that owns its HTTP routes. */
  boolean ingress() {
    return root && type.filter(DeploymentClass::ingress).isPresent();
  }
}
