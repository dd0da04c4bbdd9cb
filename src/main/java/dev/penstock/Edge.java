package dev.penstock;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A handle with options, as an argument of {@link Deployment#bind} in place of the bound deployment
 * itself. Immutable: each option returns a copy. Values are checked together with the whole graph
 * before anything starts.
 */
public final class Edge {
  private final Map<BoundDeployment<?>, Integer> targets;
  private final boolean weighted;
  private final Map<String, Object> options;

  private Edge(
      Map<BoundDeployment<?>, Integer> targets, boolean weighted, Map<String, Object> options) {
    this.weighted = weighted;
    this.targets = Collections.unmodifiableMap(targets);
    this.options = Collections.unmodifiableMap(options);
  }

  /** A handle to that deployment. */
  public static Edge to(BoundDeployment<?> callee) {
    return new Edge(Map.of(callee, 1), false, Map.of());
  }

  /**
   * A handle whose calls are distributed among deployments in proportion to their weights, for
   * example 95 and 5. All must implement the contract of the handle.
   *
   * @param weights not negative, with a sum above 0
   */
  public static Edge weighted(Map<? extends BoundDeployment<?>, Integer> weights) {
    return new Edge(new LinkedHashMap<>(weights), true, Map.of());
  }

  /** A copy whose calls take at most that long; it never extends the deadline they inherit. */
  public Edge timeout(Duration timeout) {
    return with("timeout", timeout);
  }

  /** A copy whose calls may run more than once: they are repeated when their replica is lost. */
  public Edge idempotent() {
    return with("idempotent", true);
  }

  /**
   * A copy of a weighted edge on which calls with the same key go to the same deployment.
   *
   * @param key {@code header:NAME} for a header of the request, or {@code routingKey} for {@link
   *     CallOptions#routingKey}; calls without it are distributed by chance
   */
  public Edge sticky(String key) {
    return with("sticky", key);
  }

  private Edge with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(options);
    changed.put(key, value);
    return new Edge(targets, weighted, changed);
  }

  /** The deployments that calls go to, with their weights. Unmodifiable. */
  public Map<BoundDeployment<?>, Integer> targets() {
    return targets;
  }

  /** The options that were set, by their configuration key. Unmodifiable. */
  public Map<String, Object> options() {
    return options;
  }

  /** Whether calls are distributed by weight. */
  public boolean isWeighted() {
    return weighted;
  }
}
