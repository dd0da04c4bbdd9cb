package dev.penstock.cluster;

import java.util.function.Consumer;

/** Tells routers which replicas of which deployment serve. */
public interface ReplicaDirectory {
  /** The view of a deployment now; {@link DeploymentView#NONE} if it was never declared. */
  DeploymentView view(String deploymentId);

  /**
   * Tells {@code listener} the current view and every later one, in order, one at a time.
   *
   * @return ends the subscription when run
   */
  Runnable subscribe(String deploymentId, Consumer<DeploymentView> listener);
}
