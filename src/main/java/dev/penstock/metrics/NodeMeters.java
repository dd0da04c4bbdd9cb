package dev.penstock.metrics;

import dev.penstock.ReplicaContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All that is counted on a node. Thread-safe. */
public final class NodeMeters {
  private final CallMeters calls;
  private final FailureLog failures;
  private final Map<ReplicaContext, ReplicaMeter> replicas = new ConcurrentHashMap<>();

  /**
   * Nothing counted yet.
   *
   * @param loops number of event loops
   */
  public NodeMeters(int loops, FailureLog failures) {
    this.calls = new CallMeters(loops);
    this.failures = failures;
  }

  /** The calls by edge. */
  public CallMeters calls() {
    return calls;
  }

  /** The newest failures of user code. */
  public FailureLog failures() {
    return failures;
  }

  /** The meters of the replicas that run. */
  public Collection<ReplicaMeter> replicas() {
    return List.copyOf(replicas.values());
  }

  /** A replica runs. */
  public void add(ReplicaMeter meter) {
    replicas.put(meter.replica(), meter);
  }

  /** A replica runs no longer. */
  public void remove(ReplicaContext replica) {
    replicas.remove(replica);
  }

  /** An application is gone. */
  public void forget(String application) {
    calls.forget(application);
    failures.forget(application);
  }
}
