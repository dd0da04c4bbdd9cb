package dev.penstock.controller;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.message.ReplicaId;
import io.vertx.core.Future;

/** What carries out the controller's steps on a node. Called on the controller's context. */
public interface ReplicaHost {
  /** Declares an application's deployments. */
  Future<Void> open(ApplicationGraph application);

  /** Starts a replica; the future fails with who failed and why, and nothing of it is left. */
  Future<Void> start(ReplicaId replica, DeploymentNode deployment);

  /** Serves an application's route. */
  Future<Void> publish(ApplicationGraph application);

  /** Serves an application's route no longer. */
  Future<Void> withdraw(String application);

  /** Lets a replica finish its calls for as long as its deployment allows, and stops it. */
  Future<Void> stop(ReplicaId replica, DeploymentNode deployment);

  /** Forgets an application's deployments and closes its class loader. */
  Future<Void> close(ApplicationGraph application);

  /** A replica is to be replaced and gets no more calls. */
  void condemn(ReplicaId replica);

  /** Calls to a deployment need not wait for replicas: they keep failing to start. */
  void crashLoop(String deploymentId);
}
