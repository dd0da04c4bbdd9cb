package dev.penstock.router;

import dev.penstock.RoutingPolicy;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How the replica of a call is chosen. Thread-safe. */
public sealed interface Selection
    permits PowerOfTwo, RoundRobin, ConsistentHash, ByPolicy, ModelAffinity, NearestFirst {
  /**
   * Prepares the choice among the replicas of one view; once per view, not per call.
   *
   * @param serving the replicas, maybe none; not changed any more
   */
  Choice among(ReplicaEntry[] serving);

  /** Chooses among the replicas of one view and takes a slot, in one go. Thread-safe. */
  @FunctionalInterface
  interface Choice {
    /**
     * Takes a slot of the replica that is preferred among those that have one.
     *
     * @param call which call; a policy may look at its routing key and the like
     * @param near the caller's event loop, if it is on one
     * @return whose slot was taken, or null if none is free
     */
    @Nullable ReplicaEntry take(Call call, @Nullable EventLoop near);

    /**
     * Whether a slot that was freed at a replica is right for a call that waits. If not, a few
     * calls behind it may come first.
     */
    default boolean suits(Call call, ReplicaEntry freed) {
      return true;
    }
  }

  /**
   * Power of two choices on ongoing calls (Mitzenmacher, 2001).
   *
   * @param random gives a number from 0 up to its argument, exclusively
   */
  static Selection powerOfTwo(IntUnaryOperator random) {
    return new PowerOfTwo(random);
  }

  /** Each replica in its turn. */
  static Selection roundRobin() {
    return new RoundRobin();
  }

  /**
   * Calls of one routing key go to one replica for as long as the replicas stay the same.
   *
   * @param unkeyed for calls without a key
   */
  static Selection consistentHash(Selection unkeyed) {
    return new ConsistentHash(unkeyed);
  }

  /**
   * As a user's policy says.
   *
   * @param deploymentId whose replicas, for the log
   * @param clock nanoseconds, as {@link System#nanoTime()}
   * @param otherwise for calls for which the policy gives no valid answer
   */
  static Selection byPolicy(
      RoutingPolicy policy, String deploymentId, LongSupplier clock, Selection otherwise) {
    return new ByPolicy(policy, deploymentId, clock, otherwise);
  }

  /**
   * Calls that name a model go to replicas that have it.
   *
   * @param otherwise for calls that name none, and where no replica keeps models
   * @param random gives a number from 0 up to its argument, exclusively
   */
  static Selection modelAffinity(Selection otherwise, IntUnaryOperator random) {
    return new ModelAffinity(otherwise, random);
  }

  /**
   * Near replicas before far ones.
   *
   * @param each how to choose among those that are equally near
   */
  static Selection nearestFirst(Selection each) {
    return new NearestFirst(each);
  }

  /** The first of the replicas from {@code start} on, in a circle, that has a free slot. */
  static @Nullable ReplicaEntry firstFree(ReplicaEntry[] serving, int start) {
    for (int i = 0; i < serving.length; i++) {
      ReplicaEntry entry = serving[(start + i) % serving.length];
      if (entry.slots().tryTake()) {
        return entry;
      }
    }
    return null;
  }
}
