package dev.penstock.controller;

import dev.penstock.controller.Step.CloseApplication;
import dev.penstock.controller.Step.OpenApplication;
import dev.penstock.controller.Step.PublishRoute;
import dev.penstock.controller.Step.StartReplica;
import dev.penstock.controller.Step.StopReplica;
import dev.penstock.controller.Step.WithdrawRoute;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.message.ReplicaId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares two states. Pure: no clock, no Vert.x. */
public final class Planner {
  /** Applications do not change while they run, so there is one revision. */
  private static final int REVISION = 1;

  private final String nodeId;
  private final boolean http;

  /** A planner that places replicas on that node, which listens for HTTP. */
  public Planner(String nodeId) {
    this(nodeId, true);
  }

  /**
   * A planner that places replicas on that node.
   *
   * @param http whether it listens: where it does not, no ingress runs and no route is served
   */
  public Planner(String nodeId, boolean http) {
    this.http = http;
    this.nodeId = nodeId;
  }

  /**
   * The steps from {@code actual} to {@code desired}. First applications that go: all routes, then
   * callers before callees, then the applications. After them those that come: all of them are
   * opened, so that handles between them find their callees, then callees start before callers,
   * whatever application they belong to, then routes. A replica is replaced before it is stopped,
   * except that of an ingress, whose event loop has room for one. What is placed by a cluster is
   * matched index by index.
   */
  public List<Step> plan(DesiredState desired, ActualState actual) {
    List<Step> steps = new ArrayList<>();
    remove(without(actual.open(), desired.applications()), actual, steps);
    for (ApplicationGraph application : without(desired.applications(), actual.open())) {
      steps.add(new OpenApplication(application));
    }
    if (desired.share() instanceof Share.Nothing) {
      return List.copyOf(steps);
    }
    for (DeploymentNode deployment : StartOrder.of(desired.applications())) {
      if (deployment.ingress() && !http) {
        continue;
      }
      if (desired.share() instanceof Share.Placed placed && !deployment.ingress()) {
        match(placed.of(deployment.id()), deployment, actual, steps);
      } else {
        complete(deployment, actual, steps);
      }
    }
    for (ApplicationGraph application : desired.applications()) {
      if (http
          && application.root().isPresent()
          && !actual.published().contains(application.name())) {
        steps.add(new PublishRoute(application));
      }
    }
    return List.copyOf(steps);
  }

  private static void remove(List<ApplicationGraph> going, ActualState actual, List<Step> steps) {
    List<ApplicationGraph> reversed = new ArrayList<>(going);
    Collections.reverse(reversed);
    for (ApplicationGraph application : reversed) {
      if (actual.published().contains(application.name())) {
        steps.add(new WithdrawRoute(application.name()));
      }
    }
    // Of all that are open: a chain of calls may lead through an application that stays.
    List<DeploymentNode> deployments = new ArrayList<>(StartOrder.of(actual.open()));
    Collections.reverse(deployments);
    Set<String> names = going.stream().map(ApplicationGraph::name).collect(Collectors.toSet());
    deployments.stream()
        .filter(deployment -> names.contains(deployment.application()))
        .forEach(deployment -> stop(replicasOf(deployment, actual), deployment, steps));
    reversed.forEach(application -> steps.add(new CloseApplication(application)));
  }

  private static List<ApplicationGraph> without(
      List<ApplicationGraph> applications, List<ApplicationGraph> others) {
    return applications.stream().filter(application -> !others.contains(application)).toList();
  }

  private void complete(DeploymentNode deployment, ActualState actual, List<Step> steps) {
    List<ReplicaId> running = replicasOf(deployment, actual);
    List<ReplicaId> ill = running.stream().filter(actual.unhealthy()::contains).toList();
    Set<Integer> taken = running.stream().map(ReplicaId::index).collect(Collectors.toSet());
    if (deployment.ingress()) {
      stop(ill, deployment, steps);
    }
    int missing = deployment.replicas() - (running.size() - ill.size());
    for (int index = 0; missing > 0; index++) {
      if (!taken.contains(index)) {
        steps.add(start(index, deployment));
        missing--;
      }
    }
    if (!deployment.ingress()) {
      stop(ill, deployment, steps);
    }
  }

  /**
   * Only those that the cluster has placed here run. Their indices are theirs in the whole cluster,
   * so that an unhealthy one, which gets no calls any more, is stopped before it is made again.
   */
  private void match(
      Set<Integer> wanted, DeploymentNode deployment, ActualState actual, List<Step> steps) {
    List<ReplicaId> running = replicasOf(deployment, actual);
    List<ReplicaId> ill = running.stream().filter(actual.unhealthy()::contains).toList();
    stop(ill, deployment, steps);
    Set<Integer> well = new HashSet<>();
    running.stream().filter(each -> !ill.contains(each)).forEach(each -> well.add(each.index()));
    wanted.stream()
        .filter(index -> !well.contains(index))
        .sorted()
        .forEach(index -> steps.add(start(index, deployment)));
    stop(
        running.stream()
            .filter(each -> !ill.contains(each) && !wanted.contains(each.index()))
            .toList(),
        deployment,
        steps);
  }

  private StartReplica start(int index, DeploymentNode deployment) {
    return new StartReplica(
        new ReplicaId(deployment.application(), deployment.name(), REVISION, index, nodeId),
        deployment);
  }

  private static void stop(List<ReplicaId> replicas, DeploymentNode deployment, List<Step> steps) {
    replicas.forEach(replica -> steps.add(new StopReplica(replica, deployment)));
  }

  private static List<ReplicaId> replicasOf(DeploymentNode deployment, ActualState actual) {
    return actual.replicas().stream()
        .filter(replica -> replica.deploymentId().equals(deployment.id()))
        .toList();
  }
}
