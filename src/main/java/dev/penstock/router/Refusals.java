package dev.penstock.router;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.DeploymentView.Availability;

/** Failures of calls that a router does not send. Stateless. */
final class Refusals {
  private Refusals() {}

  /**
   * No replica serves, and none will.
   *
   * @param outOfReach what this node sees of its cluster, where replicas are wanted
   */
  static CallFailedException noReplica(String deploymentId, Availability why, String outOfReach) {
    String words =
        switch (why) {
          case WANTED -> deploymentId + " has no replica within reach: " + outOfReach;
          case CRASH_LOOP -> "the replicas of " + deploymentId + " keep failing to start";
          case UNKNOWN -> deploymentId + " is not deployed";
        };
    return failed(Failure.NO_REPLICA, deploymentId, words);
  }

  /** All replicas are busy, and enough calls of that edge wait. */
  static CallFailedException queueFull(String deploymentId, int maxQueued, String edge) {
    return failed(
        Failure.QUEUE_FULL,
        deploymentId,
        "all replicas of "
            + deploymentId
            + " are busy and maxQueued="
            + maxQueued
            + " calls of "
            + edge
            + " wait already");
  }

  private static CallFailedException failed(Failure failure, String deploymentId, String words) {
    return new CallFailedException(failure, words, false, deploymentId, null, null);
  }
}
