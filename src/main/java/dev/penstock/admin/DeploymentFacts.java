package dev.penstock.admin;

import java.util.List;
import java.util.Map;

/**
 * A deployment as it is now.
 *
 * @param id {@code application/Name}
 * @param name its own name
 * @param ingress whether it owns HTTP routes and so is not called over edges
 * @param wanted how many replicas should serve
 * @param waiting calls that wait for a slot, by calling edge; edges without any are missing
 * @param replicas in the order of their numbers
 */
public record DeploymentFacts(
    String id,
    String name,
    boolean ingress,
    int wanted,
    Map<String, Integer> waiting,
    List<ReplicaFacts> replicas) {
  /** How many replicas are in that state. */
  int in(ReplicaState state) {
    return (int) replicas.stream().filter(replica -> replica.state() == state).count();
  }

  /** The number of calls that wait. */
  int waitingInAll() {
    return waiting.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Calls at its replicas. */
  int ongoing() {
    return replicas.stream().mapToInt(ReplicaFacts::ongoing).sum();
  }

  /** Models at its replicas, each counted as often as there is one that has it. */
  int models() {
    return replicas.stream().mapToInt(replica -> replica.models().size()).sum();
  }

  /** Slots of the replicas that serve. */
  int slots() {
    return replicas.stream()
        .filter(replica -> replica.state() == ReplicaState.SERVING)
        .mapToInt(ReplicaFacts::maxOngoing)
        .sum();
  }
}
