package dev.penstock.node;

import dev.penstock.RoutingPolicy;
import dev.penstock.StartFailedException;
import dev.penstock.cluster.ReplicaDirectory;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.RouterChoice;
import dev.penstock.router.Router;
import dev.penstock.router.Selection;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The routers of a node, one per deployment that is open. Thread-safe. */
final class Routers {
  private static final Selection POWER_OF_TWO = Selection.powerOfTwo(Routers::random);

  private record Subscribed(Router router, Runnable unsubscribe) {}

  private final ReplicaDirectory directory;
  private final Router.Granter granter;
  private final Map<String, Subscribed> routers = new ConcurrentHashMap<>();

  /** What this node sees, if that is a minority of its cluster; empty if not. */
  private volatile String minority = "";

  /**
   * None so far.
   *
   * @param granter offers freed slots to other nodes
   */
  Routers(ReplicaDirectory directory, Router.Granter granter) {
    this.directory = directory;
    this.granter = granter;
  }

  /**
   * Makes the router of a deployment, fed by the directory until {@link #close}.
   *
   * @throws StartFailedException if its routing policy cannot be made
   */
  void open(DeploymentNode deployment) {
    Router router =
        new Router(deployment.id(), deployment.maxQueued(), selection(deployment), granter);
    Runnable unsubscribe = directory.subscribe(deployment.id(), router::onView);
    routers.put(deployment.id(), new Subscribed(router, unsubscribe));
    router.onMinority(minority);
  }

  /** This node sees a minority of its cluster, as the reason says; empty if it no longer does. */
  void onMinority(String reason) {
    if (!reason.equals(minority)) {
      minority = reason;
      routers.values().forEach(each -> each.router.onMinority(reason));
    }
  }

  /** The router of an open deployment. */
  Router of(String deploymentId) {
    Subscribed found = routers.get(deploymentId);
    if (found == null) {
      throw new IllegalArgumentException("there is no deployment " + deploymentId);
    }
    return found.router;
  }

  /** The router of a deployment; null if it is not open. */
  @Nullable Router find(String deploymentId) {
    Subscribed found = routers.get(deploymentId);
    return found == null ? null : found.router;
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

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  private static Selection selection(DeploymentNode deployment) {
    RouterChoice choice = deployment.router();
    if (choice instanceof RouterChoice.BuiltIn builtIn) {
      return switch (builtIn.routing()) {
        case POWER_OF_TWO -> byModel(POWER_OF_TWO);
        case ROUND_ROBIN -> byModel(Selection.roundRobin());
        case CONSISTENT_HASH -> Selection.consistentHash(byModel(POWER_OF_TWO));
      };
    }
    return Selection.byPolicy(
        policy(deployment, ((RouterChoice.Custom) choice).type()),
        deployment.id(),
        System::nanoTime,
        POWER_OF_TWO);
  }

  /** To have a model at hand counts for more than to be near: loading one takes far longer. */
  private static Selection byModel(Selection otherwise) {
    return Selection.modelAffinity(Selection.nearestFirst(otherwise), Routers::random);
  }

  private static RoutingPolicy policy(
      DeploymentNode deployment, Class<? extends RoutingPolicy> type) {
    try {
      Constructor<? extends RoutingPolicy> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true); // Its class may be package-private.
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      throw noPolicy(deployment, type, thrown == null ? e : thrown);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw noPolicy(deployment, type, e);
    }
  }

  private static StartFailedException noPolicy(
      DeploymentNode deployment, Class<?> type, Throwable cause) {
    return new StartFailedException(
        "deployment "
            + deployment.id()
            + ": its router "
            + type.getName()
            + " could not be made: "
            + cause.getClass().getSimpleName()
            + ": "
            + cause.getMessage(),
        cause);
  }
}
