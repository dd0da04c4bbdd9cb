package dev.penstock.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.BatchPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a batcher makes of a model that holds its thread, as most of those that compute do. */
class BlockingPaceTest {
  private static final int LARGEST = 64;
  private static final BatchPolicy POLICY = BatchPolicy.DEFAULT.withMaxSize(LARGEST);
  private static final long SEED = 1;

  @ParameterizedTest
  @CsvSource({"1000, 10, 2, 50", "1000, 10, 64, 50", "300, 100, 16, 5", "5000, 50, 64, 300"})
  void findsTheBatchOfAllCallersThatCallAgainWhenTheyAreAnswered(
      double fixed, double perItem, int callers, double think) {
    BlockingModel model = new BlockingModel(fixed, perItem, POLICY, SEED);
    model.callers(callers, think);
    model.throughput(500);

    // The slowest of the callers thinks half as long again.
    double possible = callers * 1e6 / (model.micros(callers) + 1.5 * think);
    assertThat(model.throughput(1000)).isGreaterThan(0.95 * possible);
  }

  @ParameterizedTest
  @CsvSource({"1000, 10", "100, 5", "50, 50", "5000, 50"})
  void keepsUpWithCallsThatComeByThemselvesUpToNearlyAllThatIsPossible(
      double fixed, double perItem) {
    BlockingModel model = new BlockingModel(fixed, perItem, POLICY, SEED);
    double possible = LARGEST * 1e6 / model.micros(LARGEST);
    model.arrivals(0.95 * possible);
    model.throughput(500);

    assertThat(model.throughput(2000)).isGreaterThan(0.95 * 0.95 * possible);
  }

  @ParameterizedTest
  @CsvSource({"1000, 10, 5", "1000, 10, 300", "100, 5, 50"})
  void callerWhoIsAloneNeverWaits(double fixed, double perItem, double think) {
    BlockingModel model = new BlockingModel(fixed, perItem, POLICY, SEED);
    model.callers(1, think);
    model.throughput(1000);

    assertThat(model.throughput(1000)).isGreaterThan(0.98 * 1e6 / (model.micros(1) + think));
  }
}
