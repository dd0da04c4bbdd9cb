package dev.penstock;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Batcher} forms batches. As a constructor's parameter it is filled from {@code args},
 * such as {@code {"policy": {"maxSize": 16, "latencyTarget": "20ms"}}}; what is missing there has
 * its default.
 *
 * @param maxSize items in a batch at most; 32 if null
 * @param maxWait how long the oldest item waits for others at most; if null the latency target, and
 *     10 ms without one. No item waits that long unless others are expected
 * @param latencyTarget time that an item should take at most, from {@code submit} to its result,
 *     waiting included: it bounds wait and size of the batches; none if null
 * @param inFlight batches that run at a time; 1 if null
 * @param splitOnFailure whether a batch that fails is run again in halves, so that only those items
 *     fail that fail alone; true if null
 */
public record BatchPolicy(
    @Nullable Integer maxSize,
    @Nullable Duration maxWait,
    @Nullable Duration latencyTarget,
    @Nullable Integer inFlight,
    @Nullable Boolean splitOnFailure) {
  /** Items in a batch unless told otherwise. */
  public static final int DEFAULT_MAX_SIZE = 32;

  /** How long an item waits at most unless told otherwise. */
  public static final Duration DEFAULT_MAX_WAIT = Duration.ofMillis(10);

  /** Everything as by default. */
  public static final BatchPolicy DEFAULT = new BatchPolicy(null, null, null, null, null);

  private static final int MOST = 1 << 20;
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public BatchPolicy {
    checkCount("maxSize", maxSize);
    checkCount("inFlight", inFlight);
    if (maxWait != null && (maxWait.isNegative() || maxWait.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "maxWait is " + maxWait + "; give a time from 0 to 1 h, such as 5 ms");
    }
    if (latencyTarget != null
        && (latencyTarget.isNegative()
            || latencyTarget.isZero()
            || latencyTarget.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "latencyTarget is " + latencyTarget + "; give a time above 0, up to 1 h, such as 20 ms");
    }
  }

  private static void checkCount(String name, @Nullable Integer value) {
    if (value != null && (value < 1 || value > MOST)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; give a number from 1 to " + MOST);
    }
  }

  /** A copy with that largest size. */
  public BatchPolicy withMaxSize(int items) {
    return new BatchPolicy(items, maxWait, latencyTarget, inFlight, splitOnFailure);
  }

  /** A copy with that longest wait. */
  public BatchPolicy withMaxWait(Duration wait) {
    Objects.requireNonNull(wait, "maxWait");
    return new BatchPolicy(maxSize, wait, latencyTarget, inFlight, splitOnFailure);
  }

  /** A copy with that target. */
  public BatchPolicy withLatencyTarget(Duration target) {
    Objects.requireNonNull(target, "latencyTarget");
    return new BatchPolicy(maxSize, maxWait, target, inFlight, splitOnFailure);
  }

  /** A copy with that many batches at a time. */
  public BatchPolicy withInFlight(int batches) {
    return new BatchPolicy(maxSize, maxWait, latencyTarget, batches, splitOnFailure);
  }

  /** A copy that does or does not run failed batches again. */
  public BatchPolicy withSplitOnFailure(boolean split) {
    return new BatchPolicy(maxSize, maxWait, latencyTarget, inFlight, split);
  }
}
