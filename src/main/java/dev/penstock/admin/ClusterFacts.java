package dev.penstock.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as one of its nodes sees it now.
 *
 * @param visible how many nodes it sees, itself included
 * @param quorum how many must see each other so that replicas are placed
 * @param nodes those that have told of themselves, the oldest first
 * @param terms who decides where the replicas of an application run
 */
public record ClusterFacts(int visible, int quorum, List<NodeFacts> nodes, List<TermFacts> terms) {
  /**
   * A node.
   *
   * @param host where it is reached by others, if that is known
   * @param url of its HTTP listener, if it has one
   * @param self whether it is the one that tells
   * @param since when it was ready, by its own clock; empty while it starts
   * @param replicas those that serve there, without instances of ingresses
   */
  public record NodeFacts(
      String id,
      String name,
      String version,
      Optional<String> host,
      Optional<String> url,
      boolean self,
      boolean draining,
      Optional<Instant> since,
      List<PlacedFacts> replicas) {
    /** Starting, ready or draining. */
    public String state() {
      return draining ? "draining" : since.isPresent() ? "ready" : "starting";
    }
  }

  /**
   * A replica, by the deployment's {@code application/Name}.
   *
   * @param ongoing calls at it, as far as this node knows: those that it has sent
   * @param maxOngoing how many it takes at a time
   */
  public record PlacedFacts(String deployment, int index, int ongoing, int maxOngoing) {}

  /**
   * What a node follows for an application.
   *
   * @param leader name of the node that has placed its replicas last
   * @param epoch under which it did
   */
  public record TermFacts(String application, String leader, long epoch) {}
}
