package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.message.Leases;
import dev.penstock.message.Payload;
import dev.penstock.node.TensorModels.Back;
import dev.penstock.node.TensorModels.Front;
import dev.penstock.node.TensorModels.Threads;
import dev.penstock.store.CountedObject;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs with tensors that must hold, on every kind of thread; nothing is held afterwards. */
class TensorCallsTest {
  private static final String EVERYWHERE = "dev.penstock.node.TensorModels#everywhere";

  @BeforeEach
  void reset() {
    TensorModels.reset();
    Payload.openStore(RunningNode.storeDirectory());
  }

  @AfterEach
  void nothingIsHeld() {
    TensorModels.RECEIVED.clear();
    Payload.closeStore();
  }

  private static RunningNode start(Threads threads) {
    return start(threads, 100);
  }

  private static RunningNode start(Threads threads, int backMaxOngoing) {
    return RunningNode.of(TensorModels.application(threads, backMaxOngoing));
  }

  private static Front front(RunningNode node) {
    return node.handle("app", "Front", Front.class);
  }

  private static Back back(RunningNode node) {
    return node.handle("app", "Back", Back.class);
  }

  /** The caller's method has returned before the callee runs. */
  @ParameterizedTest
  @MethodSource(EVERYWHERE)
  void calleeReadsWhatWasFiredAndForgotten(Threads threads, Payload payload) {
    try (var node = start(threads, 1)) {
      Future<String> busy = back(node).waitForGate(null);
      assertThat(await(front(node).fireAndForget(payload))).isEqualTo("fired");
      TensorModels.gate.complete("open");

      assertThat(Watched.next(TensorModels.READ)).isEqualTo(7);
      assertThat(await(busy)).isEqualTo("open");
    }
  }

  @ParameterizedTest
  @MethodSource(EVERYWHERE)
  void viewInAFieldKeepsItsBytesAndTheTensorInAFieldThrows(Threads threads, Payload payload) {
    try (var node = start(threads)) {
      try (Tensor sent = payload.of(7)) {
        await(back(node).keepTensorAndView(sent));
      }
      assertThat(await(front(node).hops(payload, 20))).isEqualTo(7);

      assertThat(Payload.valueOf(Objects.requireNonNull(TensorModels.keptView))).isEqualTo(7);
      Tensor kept = Objects.requireNonNull(TensorModels.kept);
      assertThatThrownBy(kept::bytes)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the tensor UINT8[%d] was closed", payload.size())
          .hasMessageContaining("at the end of app/Back.keep")
          .hasMessageContaining("requestId=");
      TensorModels.keptView = null;
      Payload.awaitAllCollected();
    }
  }

  @ParameterizedTest
  @MethodSource(EVERYWHERE)
  void retainedTensorServesLaterCalls(Threads threads, Payload payload) {
    try (var node = start(threads)) {
      try (Tensor sent = payload.of(7)) {
        await(back(node).retain(sent));
      }
      Tensor cached = Objects.requireNonNull(TensorModels.kept);
      assertThat(await(back(node).read(cached))).isEqualTo(7);
      assertThat(await(back(node).read(cached))).isEqualTo(7);
      cached.close();

      assertThat(failure(back(node).read(cached)))
          .hasMessageContaining("was closed by close()")
          .satisfies(refused -> assertThat(refused.failure()).isEqualTo(Failure.BAD_ARGUMENT));
    }
  }

  @ParameterizedTest
  @MethodSource(EVERYWHERE)
  void argumentsAndResultsAreInstancesOfTheirOwn(Threads threads, Payload payload) {
    try (var node = start(threads)) {
      assertThat(await(front(node).twice(payload))).isEqualTo(14);
      assertThat(TensorModels.RECEIVED.get(0)).isNotSameAs(TensorModels.RECEIVED.get(1));
      assertThat(await(front(node).nested(payload))).isEqualTo(2113);
      assertThat(await(front(node).stage(payload))).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @MethodSource(EVERYWHERE)
  void methodThatFailsGivesItsArgumentsBack(Threads threads, Payload payload) {
    try (var node = start(threads)) {
      var failed = failure(front(node).failing(payload));

      assertThat(failed.failure()).isEqualTo(Failure.USER_ERROR);
      assertThat(failed).hasMessageContaining("not with 7");
    }
  }

  @ParameterizedTest
  @MethodSource(EVERYWHERE)
  void answerAfterTheDeadlineIsReleased(Threads threads, Payload payload) {
    try (var node = start(threads)) {
      try (Tensor sent = payload.of(7)) {
        Back hurried = CallOptions.timeout(Duration.ofMillis(50)).on(back(node));

        assertThat(failure(hurried.passLate(sent)).failure()).isEqualTo(Failure.TIMED_OUT);
      }
      TensorModels.gate.complete("open");
      Payload.awaitAllFree();
    }
  }

  @ParameterizedTest
  @MethodSource(EVERYWHERE)
  void cancelledTreeGivesEverythingBackWhenItsMethodsEnd(Threads threads, Payload payload) {
    try (var node = start(threads)) {
      Front hurried = CallOptions.timeout(Duration.ofMillis(50)).on(front(node));
      assertThat(failure(hurried.waiting(payload)).failure()).isEqualTo(Failure.TIMED_OUT);
      TensorModels.gate.complete("open");
      Payload.awaitAllFree();
    }
  }

  @ParameterizedTest
  @MethodSource(EVERYWHERE)
  void refusedCallGivesItsArgumentsBack(Threads threads, Payload payload) {
    try (var node = start(threads, 1)) {
      Future<String> busy = back(node).waitForGate(null);
      Back hurried = CallOptions.timeout(Duration.ofMillis(50)).on(back(node));
      try (Tensor sent = payload.of(7)) {
        assertThat(failure(hurried.read(sent)).ran()).isFalse();
      }
      Payload.awaitAllFree();
      TensorModels.gate.complete("open");
      await(busy);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.penstock.node.TensorModels#threads")
  void tenThousandHopsInOneCallHoldTheirObjectAFewTimes(Threads threads) {
    int times = threads == Threads.EVENT_LOOP ? 10_000 : 1_000;
    try (var node = start(threads)) {
      assertThat(await(front(node).hops(Payload.LARGE, times))).isEqualTo(7);

      List<CountedObject> made = CountedObject.takeMade();
      assertThat(made).hasSize(1);
      made.get(0).awaitFree();
      assertThat(made.get(0).mostHolds()).isLessThan(10);
      assertThat(made.get(0).wrongReleases()).isZero();
    }
  }

  @Test
  void resultOutsideOfACallBelongsToItsCaller() {
    try (var node = start(Threads.EVENT_LOOP)) {
      Tensor result = passed(node);
      Leases.collectNow();
      assertThat(await(back(node).read(result))).isEqualTo(7);
      result.close();
    }
  }

  private static Tensor passed(RunningNode node) {
    try (Tensor sent = Payload.LARGE.of(7)) {
      return await(back(node).pass(sent));
    }
  }

  @Test
  void resultThatIsDroppedOutsideOfACallComesBackWithAWarning() {
    try (var node = start(Threads.EVENT_LOOP);
        var log = new RunningNode.Log()) {
      drop(node);
      Payload.awaitAllCollected();

      assertThat(log.with("an instance of 64 bytes was dropped without close()"))
          .singleElement()
          .satisfies(
              warning ->
                  assertThat(warning.getFormattedMessage())
                      .contains("received in the answer of app/Back.pass, requestId="));
    }
  }

  private static void drop(RunningNode node) {
    assertThat(passed(node)).isNotNull();
  }
}
