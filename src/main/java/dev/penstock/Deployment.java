package dev.penstock;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A class that is served, with the options of its replicas. Immutable: each option returns a copy.
 * Values are checked together with the whole graph before anything starts.
 *
 * @param <T> the class
 */
public final class Deployment<T> {
  private final String name;
  private final Class<T> type;
  private final Map<String, Object> options;

  private Deployment(String name, Class<T> type, Map<String, Object> options) {
    this.name = name;
    this.type = type;
    this.options = Collections.unmodifiableMap(options);
  }

  /** A deployment named after its class. */
  public static <T> Deployment<T> of(Class<T> type) {
    return of(type.getSimpleName(), type);
  }

  /** A deployment with a name of its own. */
  public static <T> Deployment<T> of(String name, Class<T> type) {
    return new Deployment<>(name, type, Map.of());
  }

  /** A copy with that many replicas. Default 1. */
  public Deployment<T> replicas(int replicas) {
    return with("replicas", replicas);
  }

  /**
   * A copy whose replicas each run at most that many calls at a time. Default 100 on event loops
   * and virtual threads, twice {@code threads} on workers.
   */
  public Deployment<T> maxOngoing(int maxOngoing) {
    return with("maxOngoing", maxOngoing);
  }

  /** A copy for which at most that many calls of one calling edge wait. Default 1000. */
  public Deployment<T> maxQueued(int maxQueued) {
    return with("maxQueued", maxQueued);
  }

  /** A copy that runs on those threads. Default {@link Threading#EVENT_LOOP}. */
  public Deployment<T> threading(Threading threading) {
    return with("threading", threading.key());
  }

  /**
   * A copy with that many worker threads per replica. Default 1; above 1 the class must be
   * thread-safe.
   */
  public Deployment<T> threads(int threads) {
    return with("threads", threads);
  }

  /**
   * A copy that interrupts the thread which runs a method, once nobody waits for its call any more:
   * a method that blocks stops at once with an {@link InterruptedException}, and one that computes
   * sees {@link Thread#isInterrupted}. A thread is never interrupted for a call whose method has
   * returned. Only for {@link Threading#WORKER} and {@link Threading#VIRTUAL}.
   */
  public Deployment<T> interruptible() {
    return with("interruptible", true);
  }

  /**
   * A copy routed by that policy: {@code power-of-two} (default), {@code round-robin} or {@code
   * consistent-hash}, by which calls of one {@link CallOptions#routingKey} go to one replica.
   */
  public Deployment<T> router(String router) {
    return with("router", router);
  }

  /** A copy routed by a policy of your own. */
  public Deployment<T> router(Class<? extends RoutingPolicy> router) {
    return with("router", router);
  }

  /**
   * A copy whose requests call that interface. Only for a root that is no {@link HttpIngress} and
   * implements several interfaces.
   */
  public Deployment<T> contract(Class<? super T> contract) {
    return with("contract", contract.getName());
  }

  /** A copy with what {@link Configurable#configure} gets: a value, map, record or JSON object. */
  public Deployment<T> userConfig(Object userConfig) {
    return with("userConfig", userConfig);
  }

  /** A copy probed like that. */
  public Deployment<T> health(HealthCheck health) {
    return with("health", health);
  }

  /** A copy whose replicas get that long to finish their calls when they stop. Default 20 s. */
  public Deployment<T> shutdownTimeout(Duration shutdownTimeout) {
    return with("shutdownTimeout", shutdownTimeout);
  }

  /**
   * A copy whose replicas run, in a cluster, on nodes that run a replica of that deployment of the
   * same application.
   */
  public Deployment<T> near(String deployment) {
    return with("placement", Map.of("near", deployment));
  }

  /** A copy whose replicas run, in a cluster, on the nodes that are named so. */
  public Deployment<T> onNodes(String... nodes) {
    return with("placement", Map.of("nodes", List.of(nodes)));
  }

  /**
   * A copy each replica of which takes that much of what its node has, in a cluster, by name: such
   * as one {@code gpu}, or 0.5 of it. Numbers of up to four decimals, of any type.
   */
  public Deployment<T> resources(Map<String, ? extends Number> resources) {
    return with("resources", Map.copyOf(resources));
  }

  private Deployment<T> with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(options);
    changed.put(key, value);
    return new Deployment<>(name, type, changed);
  }

  /**
   * This deployment with its constructor arguments by position.
   *
   * @param args configuration values, bound deployments or {@link Edge}s, also inside lists and
   *     maps
   */
  public BoundDeployment<T> bind(@Nullable Object... args) {
    return BoundDeployment.positional(this, Arrays.asList(args));
  }

  /** This deployment with its constructor arguments by parameter name. */
  public BoundDeployment<T> bindNamed(Map<String, ? extends @Nullable Object> args) {
    return BoundDeployment.named(this, args);
  }

  /** The deployment's name. */
  public String name() {
    return name;
  }

  /** The class of its replicas. */
  public Class<T> type() {
    return type;
  }

  /** The options that were set, by their configuration key. Unmodifiable. */
  public Map<String, Object> options() {
    return options;
  }
}
