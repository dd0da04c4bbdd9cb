package dev.penstock.node;

import dev.penstock.cluster.LocalDirectory;
import dev.penstock.controller.ReplicaHost;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.EdgeTarget;
import dev.penstock.handle.CallerThreads;
import dev.penstock.handle.Handles;
import dev.penstock.message.OwnReplica;
import dev.penstock.message.ReplicaId;
import dev.penstock.metrics.NodeMeters;
import dev.penstock.metrics.ReplicaMeter;
import dev.penstock.replica.ReplicaSpec;
import dev.penstock.replica.ReplicaVerticle;
import dev.penstock.replica.Surroundings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the controller's steps on this node. Its maps are changed on the controller's context
 * and by ends of deployments.
 */
final class NodeReplicas implements ReplicaHost {
  private static final Logger LOG = LoggerFactory.getLogger(NodeReplicas.class);

  private final Vertx vertx;
  private final LocalDirectory directory;
  private final Routers routers;
  private final Handles handles;
  private final CallerThreads callers;
  private final BlockedLoops blocked;
  private final IngressRoutes routes;
  private final StopBudget budget;
  private final Surroundings surroundings;
  private final NodeMeters meters;
  private volatile BiConsumer<ReplicaId, Throwable> onUnhealthy = (replica, cause) -> {};
  private final Map<String, ApplicationGraph> open = new ConcurrentHashMap<>();
  private final Map<ReplicaId, RunningReplica> running = new ConcurrentHashMap<>();

  /** Those that run, and those that start or stop. */
  private final Map<ReplicaId, RunningReplica> all = new ConcurrentHashMap<>();

  NodeReplicas(
      Vertx vertx,
      LocalDirectory directory,
      Routers routers,
      Handles handles,
      CallerThreads callers,
      BlockedLoops blocked,
      IngressRoutes routes,
      StopBudget budget,
      Surroundings surroundings,
      NodeMeters meters) {
    this.vertx = vertx;
    this.directory = directory;
    this.routers = routers;
    this.handles = handles;
    this.callers = callers;
    this.blocked = blocked;
    this.routes = routes;
    this.budget = budget;
    this.surroundings = surroundings;
    this.meters = meters;
  }

  /** Who hears of replicas that fail their probes. Set once, before the first start. */
  void onUnhealthy(BiConsumer<ReplicaId, Throwable> listener) {
    onUnhealthy = listener;
  }

  /** The applications that are open, by name. */
  Map<String, ApplicationGraph> applications() {
    return open;
  }

  /** The replicas of a deployment, those that start or stop too. */
  List<RunningReplica> of(String deploymentId) {
    return all.values().stream()
        .filter(replica -> replica.id().deploymentId().equals(deploymentId))
        .toList();
  }

  @Override
  public Future<Void> open(ApplicationGraph application) {
    try {
      application.deployments().forEach(routers::open);
    } catch (RuntimeException e) {
      application.deployments().forEach(deployment -> routers.close(deployment.id()));
      throw e;
    }
    open.put(application.name(), application);
    routes.open(application);
    for (DeploymentNode deployment : application.deployments()) {
      directory.declare(deployment.id());
      blocked.add(deployment);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> start(ReplicaId id, DeploymentNode deployment) {
    ApplicationGraph application = application(deployment.application());
    ReplicaMeter meter = new ReplicaMeter(id);
    RunningReplica replica =
        new RunningReplica(
            vertx,
            directory,
            routers.of(deployment.id()),
            new OwnReplica(id, freeOnNode(deployment.id())),
            deployment,
            surroundings.abandonAfter(),
            meter);
    all.put(id, replica);
    ReplicaVerticle verticle =
        new ReplicaVerticle(
            new ReplicaSpec(
                replica.profile(),
                deployment,
                edge -> handles.handle(edge, this::callee, application.requestTimeout()),
                application.loader(),
                surroundings,
                meter),
            replica,
            cause -> onUnhealthy.accept(id, cause));
    Future<String> deployed =
        deployment.ingress()
            ? routes.deploy(application, id, verticle)
            : vertx.deployVerticle(verticle, verticle.options());
    return deployed
        .compose(
            verticleId -> {
              replica.deployed(verticleId, verticle);
              try {
                replica.serve(verticle.loop());
              } catch (RuntimeException e) {
                replica.withdraw();
                return vertx.undeploy(verticleId).transform(undeployed -> Future.failedFuture(e));
              }
              running.put(id, replica);
              meters.add(meter);
              LOG.debug("replica {} serves", id);
              return Future.<Void>succeededFuture();
            })
        .onFailure(failure -> all.remove(id));
  }

  /** The smallest number that no other replica of the deployment has here. */
  private int freeOnNode(String deploymentId) {
    Set<Integer> taken =
        of(deploymentId).stream()
            .map(replica -> replica.profile().context().indexOnNode())
            .collect(Collectors.toSet());
    int free = 0;
    while (taken.contains(free)) {
      free++;
    }
    return free;
  }

  private DeploymentNode callee(EdgeTarget target) {
    return application(target.application()).deployment(target.deployment());
  }

  @Override
  public Future<Void> publish(ApplicationGraph application) {
    DeploymentNode root =
        application
            .root()
            .orElseThrow(
                () -> new IllegalStateException(application.name() + " has no root to publish"));
    return routes.publish(
        application,
        root,
        () ->
            handles.methodCaller(root, application.name() + "/http", application.requestTimeout()));
  }

  @Override
  public Future<Void> withdraw(String application) {
    routes.withdraw(application);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop(ReplicaId id, DeploymentNode deployment) {
    RunningReplica replica = running.remove(id);
    routes.unmount(id);
    return replica == null
        ? Future.succeededFuture()
        : replica
            .stop(() -> budget.atMost(deployment.shutdownTimeout()), callers)
            .onComplete(
                stopped -> {
                  all.remove(id);
                  meters.remove(id);
                });
  }

  @Override
  public Future<Void> close(ApplicationGraph application) {
    open.remove(application.name());
    for (DeploymentNode deployment : application.deployments()) {
      directory.forget(deployment.id());
      routers.close(deployment.id());
      blocked.remove(deployment);
    }
    routes.forget(application.name());
    meters.forget(application.name());
    return vertx.executeBlocking(
        () -> {
          application.closeLoader();
          return null;
        });
  }

  @Override
  public void condemn(ReplicaId id) {
    RunningReplica replica = running.get(id);
    if (replica != null) {
      replica.condemn(callers);
    }
    routes.unmount(id);
  }

  @Override
  public void crashLoop(String deploymentId) {
    directory.crashLoop(deploymentId);
  }

  private ApplicationGraph application(String name) {
    ApplicationGraph application = open.get(name);
    if (application == null) {
      throw new IllegalStateException("application " + name + " is not open");
    }
    return application;
  }
}
