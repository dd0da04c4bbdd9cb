package dev.penstock.batch;

import dev.penstock.BatchPolicy;
import dev.penstock.message.ReplicaProfile;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A policy with its defaults filled in. */
record Limits(int maxSize, long maxWaitNanos, long targetNanos, int inFlight, boolean split) {
  private static final Logger LOG = LoggerFactory.getLogger(Limits.class);

  static Limits of(BatchPolicy policy) {
    Integer size = policy.maxSize();
    Integer batches = policy.inFlight();
    Duration target = policy.latencyTarget();
    Duration wait = policy.maxWait();
    if (wait == null) {
      wait = target == null ? BatchPolicy.DEFAULT_MAX_WAIT : target;
    }
    return new Limits(
        size == null ? BatchPolicy.DEFAULT_MAX_SIZE : size,
        wait.toNanos(),
        target == null ? Long.MAX_VALUE : target.toNanos(),
        batches == null ? 1 : batches,
        !Boolean.FALSE.equals(policy.splitOnFailure()));
  }

  /** Lets the replica take enough calls that one batch fills while another runs. */
  void tell(ReplicaProfile replica) {
    replica.wantsAtLeast((int) Math.min(Integer.MAX_VALUE, 2L * maxSize * inFlight));
    int calls = replica.limit();
    if (calls < maxSize) {
      LOG.warn(
          "{} takes {} calls at a time (maxOngoing), so its batches of up to {} items cannot fill:"
              + " leave maxOngoing out, or give at least {}",
          replica.id(),
          calls,
          maxSize,
          2L * maxSize * inFlight);
    }
  }
}
