package dev.penstock;

import io.vertx.core.Future;

/** What a deployment may do when its replica starts, is probed and stops. All run on its thread. */
public interface DeploymentLifecycle {
  /** Runs after the constructor and {@code configure}; the replica serves when it succeeds. */
  default Future<Void> start(ReplicaContext replica) {
    return Future.succeededFuture();
  }

  /** Runs every {@code health.period}; a replica that fails it repeatedly is replaced. */
  default Future<Void> checkHealth() {
    return Future.succeededFuture();
  }

  /** Runs after the last call has ended, also when {@link #start} failed. */
  default Future<Void> stop() {
    return Future.succeededFuture();
  }
}
