package dev.penstock.graph;

import dev.penstock.HealthCheck;
import dev.penstock.Threading;
import dev.penstock.config.PlacementConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A deployment in a checked graph.
 *
 * @param application name of its application
 * @param name its own name
 * @param type the class, loaded
 * @param ingress whether it is a root that owns its HTTP routes
 * @param construction how an instance is made
 * @param contracts the interfaces it can be called by: not java's, Vert.x's and Penstock's own
 * @param contract the one by which a plain root is called, where it is clear
 * @param replicas number of replicas; of an ingress one per HTTP event loop
 * @param interruptible whether the thread of a call that is given up is interrupted
 * @param maxOngoing hard limit of calls per replica
 * @param limitIsGiven whether the user has set it: the class cannot ask for more then
 * @param placement where in a cluster its replicas may run
 * @param configuration what {@code Configurable.configure} gets, if the class wants it
 */
public record DeploymentNode(
    String application,
    String name,
    Class<?> type,
    boolean ingress,
    Construction construction,
    List<Class<?>> contracts,
    Optional<Class<?>> contract,
    int replicas,
    Threading threading,
    int threads,
    boolean interruptible,
    int maxOngoing,
    boolean limitIsGiven,
    int maxQueued,
    RouterChoice router,
    Optional<Argument.Value> configuration,
    HealthCheck health,
    Duration shutdownTimeout,
    PlacementConfig placement) {
  /** Unique within a cluster: {@code application/name}. */
  public String id() {
    return application + "/" + name;
  }

  /** The contracts by which any method can be called: those that no other one extends. */
  public List<Class<?>> callableContracts() {
    return Contracts.callable(contracts);
  }
}
