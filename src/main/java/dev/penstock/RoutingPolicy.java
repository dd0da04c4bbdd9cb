package dev.penstock;

import java.util.List;
import java.util.Optional;

/**
 * Chooses the replica of a call, in place of the policies that Penstock brings: for a deployment
 * with {@code "router": "com.example.MyPolicy"}.
 *
 * <p>One instance per deployment and node, made by its public constructor without parameters. It
 * runs on the thread of the caller, mostly an event loop, for each call, and from several threads
 * at a time: it must be thread-safe and quick, and must not block. If it throws, returns what it
 * was not given, or takes more than a millisecond, that is logged, at most once a minute; in the
 * first two cases the call is routed by power of two choices. If it cannot be made, the start
 * fails. It is not asked where there is nothing to choose: a call that has waited goes to the slot
 * that was freed.
 */
@FunctionalInterface
public interface RoutingPolicy {
  /**
   * Chooses a replica for a call.
   *
   * @param call what is known of the call
   * @param candidates the replicas that have a free slot now; at least one, in no order,
   *     unmodifiable
   * @return one of the candidates
   */
  Candidate choose(RoutedCall call, List<? extends Candidate> candidates);

  /** A replica that may be chosen. */
  interface Candidate {
    /** Which replica. */
    ReplicaContext replica();

    /** How many calls it works on. */
    int ongoing();

    /** How many it works on at most. */
    int maxOngoing();

    /** Whether it runs on the event loop of the caller, where a call costs no change of thread. */
    boolean onCallersLoop();
  }

  /** A call that is to be routed. */
  interface RoutedCall {
    /** The name of the method. */
    String method();

    /** The id of the request. */
    String requestId();

    /** What {@link CallOptions#routingKey} says, if anything. */
    Optional<String> routingKey();

    /** What {@link CallOptions#modelId} says, or the request. */
    Optional<String> modelId();

    /** A header of the request, if it is propagated; the case of the name does not matter. */
    Optional<String> header(String name);

    /** How often the call is sent, with this time: 1 unless it is repeated. */
    int attempt();
  }
}
