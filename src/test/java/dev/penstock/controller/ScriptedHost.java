package dev.penstock.controller;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.message.ReplicaId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes down what it is asked to do. */
final class ScriptedHost implements ReplicaHost {
  final List<String> log = new ArrayList<>();
  final Set<String> failing = new HashSet<>();
  final Set<String> throwing = new HashSet<>();
  final List<Promise<Void>> held = new ArrayList<>();
  boolean hold;

  private Future<Void> did(String what) {
    log.add(what);
    if (throwing.contains(what)) {
      throw new IllegalStateException(what + " threw");
    }
    if (hold) {
      Promise<Void> promise = Promise.promise();
      held.add(promise);
      return promise.future();
    }
    return failing.contains(what)
        ? Future.failedFuture(new IllegalStateException(what + " failed"))
        : Future.succeededFuture();
  }

  @Override
  public Future<Void> open(ApplicationGraph application) {
    return did("open " + application.name());
  }

  @Override
  public Future<Void> start(ReplicaId replica, DeploymentNode deployment) {
    return did("start " + replica);
  }

  @Override
  public Future<Void> publish(ApplicationGraph application) {
    return did("publish " + application.name());
  }

  @Override
  public Future<Void> withdraw(String application) {
    return did("withdraw " + application);
  }

  @Override
  public Future<Void> stop(ReplicaId replica, DeploymentNode deployment) {
    return did("stop " + replica);
  }

  @Override
  public Future<Void> close(ApplicationGraph application) {
    return did("close " + application.name());
  }

  @Override
  public void condemn(ReplicaId replica) {
    log.add("condemn " + replica);
  }

  @Override
  public void crashLoop(String deploymentId) {
    log.add("crash loop " + deploymentId);
  }
}
