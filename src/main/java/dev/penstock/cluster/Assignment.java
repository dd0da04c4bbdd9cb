package dev.penstock.cluster;

import java.util.Comparator;
import java.util.List;

/**
 * Which node is to run which replicas of an application: the orders of a leader. Immutable; {@link
 * AssignmentCodec} owns its bytes.
 *
 * @param application its name
 * @param epoch of the leader that has written it: a later leader has a higher one
 * @param version counts what was written for the application
 * @param leader the node that has written it
 * @param hash SHA-256 of what is to run, see {@link NodeRecord#applications}
 * @param replicas in a fixed order, so that equal assignments are equal
 */
public record Assignment(
    String application,
    long epoch,
    long version,
    String leader,
    String hash,
    List<Placed> replicas) {
  /** Sorts the replicas. */
  public Assignment {
    replicas = replicas.stream().sorted(Placed.ORDER).toList();
  }

  /**
   * A replica on a node.
   *
   * @param deployment its name within the application
   * @param index unique among the replicas of the deployment
   * @param node the id of the node
   */
  public record Placed(String deployment, int index, String node) {
    static final Comparator<Placed> ORDER =
        Comparator.comparing(Placed::deployment)
            .thenComparingInt(Placed::index)
            .thenComparing(Placed::node);
  }
}
