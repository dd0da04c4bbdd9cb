package dev.penstock.node;

import dev.penstock.admin.ApplicationFacts;
import dev.penstock.admin.ClusterFacts;
import dev.penstock.admin.DeploymentFacts;
import dev.penstock.admin.Overview;
import dev.penstock.admin.ReplicaFacts;
import dev.penstock.admin.StoreFacts;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.http.HttpListener;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators see of a node. Thread-safe; owns nothing but what was told by {@code onReady}. */
final class NodeOverview implements Overview {
  private final HttpListener listener;
  private final Readiness readiness;
  private final NodeReplicas replicas;
  private final Routers routers;
  private final NodeCluster cluster;
  private final NodeDurable durable;
  private volatile Optional<Instant> readySince = Optional.empty();
  private volatile boolean draining;

  NodeOverview(
      HttpListener listener,
      Readiness readiness,
      NodeReplicas replicas,
      Routers routers,
      NodeCluster cluster,
      NodeDurable durable) {
    this.cluster = cluster;
    this.durable = durable;
    this.listener = listener;
    this.readiness = readiness;
    this.replicas = replicas;
    this.routers = routers;
  }

  /** Everything serves. */
  void onReady(Instant time) {
    readySince = Optional.of(time);
    cluster.onReady(time);
  }

  /** The node goes down. */
  void onDraining() {
    draining = true;
  }

  @Override
  public String version() {
    return BuildVersion.text();
  }

  @Override
  public Optional<String> url() {
    return Optional.of(listener.url()).filter(url -> !url.isEmpty());
  }

  @Override
  public Optional<Instant> readySince() {
    return readySince;
  }

  @Override
  public boolean draining() {
    return draining;
  }

  @Override
  public List<String> notReady() {
    return draining ? List.of("shutting down") : readiness.reasons();
  }

  @Override
  public List<ApplicationFacts> applications() {
    return replicas.applications().values().stream()
        .sorted(Comparator.comparing(ApplicationGraph::name))
        .map(this::facts)
        .toList();
  }

  private ApplicationFacts facts(ApplicationGraph application) {
    Optional<String> root = application.root().map(DeploymentNode::name);
    return new ApplicationFacts(
        application.name(),
        root.map(mounted -> application.route()),
        root,
        durable.facts(application.name()),
        application.deployments().stream().map(this::facts).toList());
  }

  private DeploymentFacts facts(DeploymentNode deployment) {
    List<ReplicaFacts> found =
        replicas.of(deployment.id()).stream()
            .map(RunningReplica::facts)
            .sorted(Comparator.comparingInt(ReplicaFacts::index))
            .toList();
    Map<String, Integer> waiting = routers.waitingByEdge(deployment.id());
    return new DeploymentFacts(
        deployment.id(),
        deployment.name(),
        deployment.ingress(),
        deployment.ingress() && url().isEmpty() ? 0 : deployment.replicas(),
        waiting,
        found);
  }

  @Override
  public Optional<ClusterFacts> cluster() {
    return cluster.facts();
  }

  @Override
  public int openRequests() {
    return listener.inFlight();
  }

  @Override
  public int openConnections() {
    return listener.connections();
  }

  @Override
  public Optional<StoreFacts> store() {
    return NodeStore.facts();
  }
}
