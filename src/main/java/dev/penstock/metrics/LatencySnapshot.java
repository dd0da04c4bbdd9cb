package dev.penstock.metrics;

import dev.penstock.Failure;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How long calls took and how they ended, at a moment. Immutable. */
public final class LatencySnapshot {
  /** Of no calls. */
  public static final LatencySnapshot NONE = new Builder().build();

  private final long[] buckets;
  private final long sumNanos;
  private final Map<Failure, Long> failures;

  private LatencySnapshot(long[] buckets, long sumNanos, Map<Failure, Long> failures) {
    this.buckets = buckets;
    this.sumNanos = sumNanos;
    this.failures = failures;
  }

  /** The number of calls in a bucket of {@link LatencyBuckets}, not cumulated. */
  public long bucket(int bucket) {
    return buckets[bucket];
  }

  /** The time of all calls together. */
  public long sumNanos() {
    return sumNanos;
  }

  /** Failed calls by kind; kinds without any are missing. Unmodifiable. */
  public Map<Failure, Long> failures() {
    return Collections.unmodifiableMap(failures);
  }

  /** The number of calls. */
  public long count() {
    long count = 0;
    for (long bucket : buckets) {
      count += bucket;
    }
    return count;
  }

  /** The number of calls that failed. */
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The time that a share of the calls kept: the bound of the bucket it falls into.
   *
   * @param share from 0 to 1, such as 0.99
   * @return zero if there were no calls
   */
  public Duration percentile(double share) {
    long count = count();
    if (count == 0) {
      return Duration.ZERO;
    }
    long wanted = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= wanted) {
        return Duration.ofNanos(LatencyBuckets.bound(Math.min(i, buckets.length - 2)));
      }
    }
    throw new IllegalStateException("fewer calls in the buckets than counted");
  }

  /** What was recorded since an earlier snapshot of the same cells. */
  public LatencySnapshot since(LatencySnapshot earlier) {
    long[] more = buckets.clone();
    for (int i = 0; i < more.length; i++) {
      more[i] -= earlier.buckets[i];
    }
    Map<Failure, Long> failed = new EnumMap<>(Failure.class);
    failures.forEach(
        (kind, count) -> {
          long added = count - earlier.failures.getOrDefault(kind, 0L);
          if (added > 0) {
            failed.put(kind, added);
          }
        });
    return new LatencySnapshot(more, sumNanos - earlier.sumNanos, failed);
  }

  /** Both together. */
  public LatencySnapshot plus(LatencySnapshot other) {
    long[] sum = buckets.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.buckets[i];
    }
    Map<Failure, Long> failed = new EnumMap<>(Failure.class);
    failed.putAll(failures);
    other.failures.forEach((kind, count) -> failed.merge(kind, count, Long::sum));
    return new LatencySnapshot(sum, sumNanos + other.sumNanos, failed);
  }

  /** Adds up cells. Confined to its thread. */
  static final class Builder {
    private final long[] buckets = new long[LatencyBuckets.COUNT];
    private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);
    private long sum;

    void addBucket(int bucket, long count) {
      buckets[bucket] += count;
    }

    void addSum(long nanos) {
      sum += nanos;
    }

    void addFailures(Failure failure, long count) {
      if (count > 0) {
        failures.merge(failure, count, Long::sum);
      }
    }

    LatencySnapshot build() {
      return new LatencySnapshot(buckets, sum, failures);
    }
  }
}
