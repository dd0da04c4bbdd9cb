package dev.penstock.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Tensor;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.PayloadMemory;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.SentObjects;
import dev.penstock.store.StoreSettings;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results for another host, by a clock that the test moves. */
class LentResultsTest {
  private static final Duration LEFT = Duration.ofSeconds(7);
  private static final ArrivedCall.Key CALL = new ArrivedCall.Key("caller", 1);

  interface Model {
    Tensor infer();
  }

  private record Timed(Duration delay, Runnable task) {}

  @TempDir private Path directory;
  private final List<Timed> timers = new ArrayList<>();
  private final LentResults lent =
      new LentResults((delay, task) -> timers.add(new Timed(delay, task)));

  @BeforeEach
  void openStore() {
    PayloadMemory.open(
        new StoreSettings(
            directory, 4 << 20, 1 << 20, 1, true, () -> false, System::currentTimeMillis),
        1024);
  }

  @AfterEach
  void closeStore() {
    PayloadMemory.close();
  }

  private static int stored() {
    return PayloadMemory.status().orElseThrow().objects();
  }

  /** What only the table holds any more. */
  private void lend(ArrivedCall.Key call) {
    ContractMethod infer = Objects.requireNonNull(Contract.of(Model.class).method("infer"));
    SentObjects objects = SentObjects.toFetch();
    try (Tensor result = Tensor.of(new float[5000], 5000)) {
      ReplyMessage reply =
          ReplyMessage.of(call.callId(), infer, result, ReplyMessage.Load.NONE, objects);
      assertThat(reply.references()).hasSize(1);
    }
    lent.lend(call, objects, LEFT);
  }

  @Test
  void aResultWhoseConfirmationIsLostIsLetGoAtTheDeadlineOfItsCall() {
    lend(CALL);
    assertThat(stored()).isOne();
    assertThat(timers).hasSize(1);
    assertThat(timers.get(0).delay()).isEqualTo(LEFT);

    timers.get(0).task().run();

    assertThat(stored()).isZero();
  }

  @Test
  void aResultIsLetGoOnceItIsFetchedAndOnlyIt() {
    ArrivedCall.Key other = new ArrivedCall.Key("caller", 2);
    lend(CALL);
    lend(other);

    lent.release(CALL);
    timers.get(0).task().run();
    assertThat(stored()).isOne();

    lent.release(other);
    assertThat(stored()).isZero();
  }

  @Test
  void resultsOfALostNodeAreLetGo() {
    lend(CALL);
    lend(new ArrivedCall.Key("another", 1));

    lent.onGone("caller");

    assertThat(stored()).isOne();
  }

  @Test
  void closingWaitsForAResultThatNobodyFetchesUntilTheDeadlineOfItsCallAndNoLonger() {
    lend(CALL);
    Future<Void> empty = lent.whenEmpty();
    assertThat(empty.isComplete()).isFalse();

    timers.get(0).task().run();

    assertThat(empty.succeeded()).isTrue();
    assertThat(lent.whenEmpty().succeeded()).isTrue();
  }
}
