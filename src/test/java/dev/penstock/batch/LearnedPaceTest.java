package dev.penstock.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.BatchPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a batcher makes of a model whose batches cost a fixed time and a time for each item. */
class LearnedPaceTest {
  private static final int LARGEST = 64;
  private static final BatchPolicy POLICY = BatchPolicy.DEFAULT.withMaxSize(LARGEST);
  private static final long SEED = 1;

  /** Without think time a batch of all callers is best; it takes what they think longer. */
  @ParameterizedTest
  @CsvSource({
    "1000, 10, 2, 50",
    "1000, 10, 16, 50",
    "1000, 10, 64, 5",
    "1000, 10, 64, 50",
    "300, 100, 16, 5",
    "5000, 50, 3, 300",
    "5000, 50, 64, 300",
    "100, 5, 64, 5",
    "50, 50, 7, 5"
  })
  void findsTheBatchOfAllCallersThatCallAgainWhenTheyAreAnswered(
      double fixed, double perItem, int callers, double think) {
    LoadedModel model = new LoadedModel(fixed, perItem, POLICY, SEED);
    model.callers(callers, think);
    model.throughput(500);

    // The slowest of the callers thinks half as long again.
    double possible = callers * 1e6 / (fixed + perItem * callers + 1.5 * think);
    assertThat(model.throughput(1000)).isGreaterThan(0.95 * possible);
  }

  @ParameterizedTest
  @CsvSource({"1000, 10", "100, 5", "50, 50", "5000, 50"})
  void keepsUpWithCallsThatComeByThemselvesUpToNearlyAllThatIsPossible(
      double fixed, double perItem) {
    LoadedModel model = new LoadedModel(fixed, perItem, POLICY, SEED);
    double possible = LARGEST * 1e6 / (fixed + perItem * LARGEST);
    model.arrivals(0.95 * possible);
    model.throughput(500);

    assertThat(model.throughput(2000)).isGreaterThan(0.95 * 0.95 * possible);
  }

  @ParameterizedTest
  @CsvSource({"1000, 10, 5", "1000, 10, 300", "100, 5, 50", "50, 50, 5"})
  void callerWhoIsAloneNeverWaits(double fixed, double perItem, double think) {
    LoadedModel model = new LoadedModel(fixed, perItem, POLICY, SEED);
    model.callers(1, think);
    model.throughput(1000);

    assertThat(model.meanMicros()).isLessThan(1.02 * (fixed + perItem));
  }

  @Test
  void callAfterASilenceDoesNotWaitThoughManyCameBefore() {
    LoadedModel model = new LoadedModel(1000, 10, POLICY, SEED);
    LoadedModel.Callers callers = model.callers(LARGEST, 50);
    model.throughput(500);
    callers.stop();
    model.throughput(500);

    for (int i = 0; i < 20; i++) {
      assertThat(model.microsOfOneCall()).isEqualTo(1010);
      model.throughput(20);
    }
  }

  @Test
  void latencyTargetBoundsWaitAndSizeTogether() {
    LoadedModel model =
        new LoadedModel(1000, 100, POLICY.withLatencyTarget(Duration.ofMillis(4)), SEED);
    model.callers(LARGEST, 50);
    model.throughput(500);
    model.largestSize();
    model.throughput(100);

    // What fits into 4 ms are 30 items: larger batches would be faster, and late.
    assertThat(model.largestSize()).isLessThanOrEqualTo(30);
    assertThat(model.throughput(500)).isGreaterThan(0.9 * 15 * 1e6 / (1000 + 15 * 100));
  }

  @Test
  void targetThatNoBatchCanMeetDoesNotMakeBatchesOfOne() {
    LoadedModel model =
        new LoadedModel(25_000, 20, POLICY.withLatencyTarget(Duration.ofMillis(20)), SEED);
    model.callers(LARGEST, 50);
    model.throughput(2_000);

    // Two batches take turns at worst, since nobody waits any more to make them one.
    double half = LARGEST / 2.0;
    assertThat(model.throughput(2_000)).isGreaterThan(0.9 * half * 1e6 / (25_000 + half * 20));
  }
}
