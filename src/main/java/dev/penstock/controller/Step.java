package dev.penstock.controller;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.message.ReplicaId;

/** One change of what runs. */
public sealed interface Step {
  /** Declares an application's deployments: calls to them wait for replicas from now on. */
  record OpenApplication(ApplicationGraph application) implements Step {}

  /** Starts a replica; it serves when the step has succeeded. */
  record StartReplica(ReplicaId replica, DeploymentNode deployment) implements Step {}

  /** Serves an application's route. */
  record PublishRoute(ApplicationGraph application) implements Step {}

  /** Serves an application's route no longer. */
  record WithdrawRoute(String application) implements Step {}

  /** Lets a replica finish its calls, and stops it. */
  record StopReplica(ReplicaId replica, DeploymentNode deployment) implements Step {}

  /** Forgets an application's deployments and closes its class loader. */
  record CloseApplication(ApplicationGraph application) implements Step {}
}
