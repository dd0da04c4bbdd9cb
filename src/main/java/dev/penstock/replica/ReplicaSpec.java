package dev.penstock.replica;

import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.GraphEdge;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplicaProfile;
import dev.penstock.metrics.ReplicaMeter;
import java.util.function.Function;

/**
 * What a replica is made from.
 *
 * @param profile which replica, as its code knows it
 * @param deployment its deployment
 * @param handles gives the handle of an edge
 * @param loader the class loader of its application
 * @param surroundings what it shares with others
 * @param meter counts its calls
 */
public record ReplicaSpec(
    ReplicaProfile profile,
    DeploymentNode deployment,
    Function<GraphEdge, Object> handles,
    ClassLoader loader,
    Surroundings surroundings,
    ReplicaMeter meter) {
  /** Which replica. */
  public ReplicaId id() {
    return profile.id();
  }
}
