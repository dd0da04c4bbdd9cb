package dev.penstock;

import io.vertx.core.Future;

/**
 * What a deployment may do when its replica starts, is probed and stops. All are called on the
 * replica's thread; their futures may end on any. A step that throws or returns null has failed.
 */
public interface DeploymentLifecycle {
  /**
   * Runs after the constructor and {@code configure}; the replica serves when it succeeds. It may
   * take as long as it wants: a start waits for it.
   */
  default Future<Void> start(ReplicaContext replica) {
    return Future.succeededFuture();
  }

  /** Runs every {@code health.period}; a replica that fails it repeatedly is replaced. */
  default Future<Void> checkHealth() {
    return Future.succeededFuture();
  }

  /**
   * Runs after the last call has ended, also when {@code configure} or {@link #start} failed. A
   * node that is closed does not wait for it longer than for its calls.
   */
  default Future<Void> stop() {
    return Future.succeededFuture();
  }
}
