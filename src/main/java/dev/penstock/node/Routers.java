package dev.penstock.node;

import dev.penstock.cluster.ReplicaDirectory;
import dev.penstock.config.Routing;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.RouterChoice;
import dev.penstock.router.Router;
import dev.penstock.router.Selection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** The routers of a node, one per deployment that is open. Thread-safe. */
final class Routers {
  private record Subscribed(Router router, Runnable unsubscribe) {}

  private final ReplicaDirectory directory;
  private final Map<String, Subscribed> routers = new ConcurrentHashMap<>();

  Routers(ReplicaDirectory directory) {
    this.directory = directory;
  }

  /** Makes the router of a deployment, fed by the directory until {@link #close}. */
  void open(DeploymentNode deployment) {
    Router router = new Router(deployment.id(), deployment.maxQueued(), selection(deployment));
    Runnable unsubscribe = directory.subscribe(deployment.id(), router::onView);
    routers.put(deployment.id(), new Subscribed(router, unsubscribe));
  }

  /** The router of an open deployment. */
  Router of(String deploymentId) {
    Subscribed found = routers.get(deploymentId);
    if (found == null) {
      throw new IllegalArgumentException("there is no deployment " + deploymentId);
    }
    return found.router;
  }

  /** Calls that wait for a deployment, by calling edge; none if it is not open. */
  Map<String, Integer> waitingByEdge(String deploymentId) {
    Subscribed found = routers.get(deploymentId);
    return found == null ? Map.of() : found.router.waitingByEdge();
  }

  /** Forgets the router of a deployment. */
  void close(String deploymentId) {
    Subscribed removed = routers.remove(deploymentId);
    if (removed != null) {
      removed.unsubscribe.run();
    }
  }

  private static Selection selection(DeploymentNode deployment) {
    return deployment.router() instanceof RouterChoice.BuiltIn builtIn
            && builtIn.routing() == Routing.ROUND_ROBIN
        ? Selection.roundRobin()
        : Selection.powerOfTwo(bound -> ThreadLocalRandom.current().nextInt(bound));
  }
}
