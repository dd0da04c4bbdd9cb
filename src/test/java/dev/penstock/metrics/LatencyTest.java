package dev.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyTest {
  private final LatencyCell cell = new LatencyCell();

  private LatencySnapshot snapshot() {
    LatencySnapshot.Builder all = new LatencySnapshot.Builder();
    cell.addTo(all);
    return all.build();
  }

  private static Duration bucketOf(Duration time) {
    return Duration.ofNanos(LatencyBuckets.bound(LatencyBuckets.of(time.toNanos())));
  }

  @Test
  void bucketsRiseFrom50MicrosTo100SecondsBy28PercentAtMost() {
    assertThat(LatencyBuckets.bound(0)).isEqualTo(50_000);
    for (int i = 1; i < LatencyBuckets.COUNT - 1; i++) {
      assertThat((double) LatencyBuckets.bound(i) / LatencyBuckets.bound(i - 1))
          .isBetween(1.2, 1.2801);
    }
    assertThat(LatencyBuckets.bound(LatencyBuckets.COUNT - 2)).isEqualTo(100_000_000_000L);
    assertThat(LatencyBuckets.bound(LatencyBuckets.COUNT - 1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void timeOnABoundIsBelowIt() {
    for (int i = 0; i < LatencyBuckets.COUNT - 1; i++) {
      assertThat(LatencyBuckets.of(LatencyBuckets.bound(i))).isEqualTo(i);
      assertThat(LatencyBuckets.of(LatencyBuckets.bound(i) + 1)).isEqualTo(i + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 50_000})
  void whatIsShorterThanTheFirstBoundIsInTheFirstBucket(long nanos) {
    assertThat(LatencyBuckets.of(nanos)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_000_001L, Long.MAX_VALUE})
  void whatIsLongerThanTheLastBoundIsInTheLastBucket(long nanos) {
    assertThat(LatencyBuckets.of(nanos)).isEqualTo(LatencyBuckets.COUNT - 1);
  }

  @Test
  void countsCallsTheirTimeAndTheirFailures() {
    cell.add(Duration.ofMillis(3).toNanos(), null);
    cell.add(Duration.ofMillis(5).toNanos(), Failure.TIMED_OUT);
    cell.addShared(Duration.ofMillis(7).toNanos(), Failure.USER_ERROR);
    cell.addShared(Duration.ofMillis(7).toNanos(), Failure.USER_ERROR);

    LatencySnapshot found = snapshot();
    assertThat(found.count()).isEqualTo(4);
    assertThat(found.sumNanos()).isEqualTo(Duration.ofMillis(22).toNanos());
    assertThat(found.failures()).isEqualTo(Map.of(Failure.TIMED_OUT, 1L, Failure.USER_ERROR, 2L));
    assertThat(found.failed()).isEqualTo(3);
  }

  @Test
  void percentileIsTheBoundAboveTheTrueOne() {
    Random random = new Random(7);
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long nanos = (long) (60_000 * Math.exp(random.nextDouble() * 10));
      times.add(nanos);
      cell.add(nanos, null);
    }
    times.sort(Long::compare);

    for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
      Duration exact = Duration.ofNanos(times.get((int) Math.ceil(share * 1000) - 1));
      assertThat(snapshot().percentile(share)).isEqualTo(bucketOf(exact));
    }
  }

  @Test
  void percentileOfNothingIsZeroAndOfEndlessCallsTheLastBound() {
    assertThat(snapshot().percentile(0.99)).isZero();
    cell.add(Duration.ofHours(1).toNanos(), null);
    assertThat(snapshot().percentile(0.99)).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void sinceLeavesOutWhatWasThereBefore() {
    cell.add(Duration.ofSeconds(1).toNanos(), Failure.QUEUE_FULL);
    LatencySnapshot before = snapshot();
    cell.add(Duration.ofMillis(1).toNanos(), Failure.USER_ERROR);

    LatencySnapshot recent = snapshot().since(before);
    assertThat(recent.count()).isOne();
    assertThat(recent.sumNanos()).isEqualTo(Duration.ofMillis(1).toNanos());
    assertThat(recent.failures()).isEqualTo(Map.of(Failure.USER_ERROR, 1L));
    assertThat(recent.percentile(1)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void sharedWritersLoseNothing() throws InterruptedException {
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread writer =
          new Thread(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  cell.addShared(1000, Failure.CANCELLED);
                }
              });
      writers.add(writer);
      writer.start();
    }
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(snapshot().count()).isEqualTo(40_000);
    assertThat(snapshot().failed()).isEqualTo(40_000);
  }
}
