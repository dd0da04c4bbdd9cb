package dev.penstock.metrics;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The meters of all edges of a node. Thread-safe. */
public final class CallMeters {
  private record Key(String edge, String deployment) {}

  private final int loops;
  private final ConcurrentMap<Key, CallMeter> byEdge = new ConcurrentHashMap<>();

  /** No meters yet, of a node with that many event loops. */
  public CallMeters(int loops) {
    this.loops = loops;
  }

  /** The meter of the calls over an edge to a deployment; the same one for the same two. */
  public CallMeter of(String edge, String deployment) {
    return byEdge.computeIfAbsent(
        new Key(edge, deployment), key -> new CallMeter(edge, deployment, loops));
  }

  /** All meters. */
  public Collection<CallMeter> all() {
    return List.copyOf(byEdge.values());
  }

  /**
   * Forgets the meters of edges that start in an application. Those of other applications that end
   * there stay: their handles go on recording if it comes back.
   */
  public void forget(String application) {
    byEdge.keySet().removeIf(key -> key.edge.startsWith(application + "/"));
  }
}
