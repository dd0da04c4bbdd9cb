package dev.penstock.metrics;

import dev.penstock.ReplicaContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is counted on a node. Thread-safe: the maps are guarded by its lock.
 *
 * <p>Invariant: what a replica has counted is in {@code replicas} or in {@code gone}, so that the
 * totals of a deployment never fall while it is there.
 */
public final class NodeMeters {
  private final CallMeters calls;
  private final RouteMeters requests;
  private final DurableMeters durable = new DurableMeters();
  private final FailureLog failures;
  private final Map<ReplicaContext, ReplicaMeter> replicas = new HashMap<>();
  private final Map<String, DeploymentTotals> gone = new HashMap<>();
  private volatile List<LoopDelay> loops = List.of();

  /**
   * Nothing counted yet.
   *
   * @param loops number of event loops
   */
  public NodeMeters(int loops, FailureLog failures) {
    this.calls = new CallMeters(loops);
    this.requests = new RouteMeters(loops);
    this.failures = failures;
  }

  /** The calls by edge. */
  public CallMeters calls() {
    return calls;
  }

  /** The HTTP requests by route. */
  public RouteMeters requests() {
    return requests;
  }

  /** The durable requests by application. */
  public DurableMeters durable() {
    return durable;
  }

  /** The newest failures of user code. */
  public FailureLog failures() {
    return failures;
  }

  /** The delays of the event loops, in their order; none until they are measured. */
  public List<LoopDelay> loops() {
    return loops;
  }

  /** The event loops are measured from now on. */
  public void loops(List<LoopDelay> measured) {
    loops = List.copyOf(measured);
  }

  /** The meters of the replicas that run. */
  public synchronized Collection<ReplicaMeter> replicas() {
    return List.copyOf(replicas.values());
  }

  /** What the replicas of each deployment have done, by {@code application/Name}. */
  public synchronized Map<String, DeploymentTotals> deployments() {
    Map<String, DeploymentTotals> all = new HashMap<>(gone);
    replicas.values().forEach(meter -> addTo(all, meter));
    return all;
  }

  /** A replica runs. */
  public synchronized void add(ReplicaMeter meter) {
    replicas.put(meter.replica(), meter);
  }

  /** A replica runs no longer. */
  public synchronized void remove(ReplicaContext replica) {
    ReplicaMeter meter = replicas.remove(replica);
    if (meter != null) {
      addTo(gone, meter);
    }
  }

  /** An application is gone. */
  public synchronized void forget(String application) {
    calls.forget(application);
    durable.forget(application);
    failures.forget(application);
    gone.keySet().removeIf(deployment -> deployment.startsWith(application + "/"));
  }

  private static void addTo(Map<String, DeploymentTotals> totals, ReplicaMeter meter) {
    String deployment = meter.replica().application() + "/" + meter.replica().deployment();
    totals.merge(
        deployment,
        new DeploymentTotals(
            deployment,
            meter.calls(),
            meter.abandoned(),
            meter.batches().snapshot(),
            meter.models().totals()),
        DeploymentTotals::plus);
  }
}
