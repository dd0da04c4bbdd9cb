package dev.penstock.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.BatchPolicy;
import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.BatchObserver.Outcome;
import dev.penstock.message.CallScope;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens to the items of a batch when something goes wrong. */
class BatchFailuresTest {
  private static final int MANY = 64;

  private static ScriptedFunction failingAt(BatchPolicy policy, List<String> poison) {
    ScriptedFunction model = new ScriptedFunction(policy);
    model.ongoing = MANY;
    model.behaviour =
        items -> {
          for (String item : items) {
            if (poison.contains(item)) {
              return Future.failedFuture(new IllegalArgumentException("bad item " + item));
            }
          }
          return Future.succeededFuture(ScriptedFunction.loud(items));
        };
    return model;
  }

  private static List<Future<String>> submitMany(ScriptedFunction model) {
    List<Future<String>> results = new ArrayList<>();
    IntStream.range(0, MANY).forEach(i -> results.add(model.submit("i" + i)));
    model.thread.runQueue();
    return results;
  }

  @Test
  void onlyThePoisonItemFailsAtACostOfTwoRunsForEachHalving() {
    ScriptedFunction model = failingAt(BatchPolicy.DEFAULT.withMaxSize(MANY), List.of("i37"));
    List<Future<String>> results = submitMany(model);

    assertThat(results.get(37).cause()).hasMessage("bad item i37");
    for (int i = 0; i < MANY; i++) {
      if (i != 37) {
        assertThat(results.get(i).result()).isEqualTo("i" + i + "!");
      }
    }
    assertThat(model.batches).hasSize(1 + 2 * 6);
    assertThat(model.outcomes).containsExactly(Outcome.SPLIT);
  }

  @Test
  void eachOfSeveralPoisonItemsFailsWithItsOwnFailure() {
    ScriptedFunction model =
        failingAt(BatchPolicy.DEFAULT.withMaxSize(MANY), List.of("i0", "i1", "i63"));
    List<Future<String>> results = submitMany(model);

    assertThat(results.stream().filter(Future::failed).map(each -> each.cause().getMessage()))
        .containsExactly("bad item i0", "bad item i1", "bad item i63");
  }

  @Test
  void withoutSplittingAllItemsOfTheBatchFail() {
    ScriptedFunction model =
        failingAt(BatchPolicy.DEFAULT.withMaxSize(MANY).withSplitOnFailure(false), List.of("i37"));
    List<Future<String>> results = submitMany(model);

    assertThat(results).allMatch(Future::failed);
    assertThat(model.batches).hasSize(1);
    assertThat(model.outcomes).containsExactly(Outcome.FAILED);
  }

  @Test
  void failureThatDoesNotComeFromAnItemIsNotTriedAgain() {
    ScriptedFunction model = new ScriptedFunction(BatchPolicy.DEFAULT.withMaxSize(MANY));
    model.ongoing = MANY;
    model.behaviour =
        items -> Future.failedFuture(new CallFailedException(Failure.QUEUE_FULL, "too many"));
    List<Future<String>> results = submitMany(model);

    assertThat(results).allSatisfy(each -> assertThat(each.cause()).hasMessage("too many"));
    assertThat(model.batches).hasSize(1);
  }

  @Test
  void functionThatThrowsIsAFunctionThatFails() {
    ScriptedFunction model = new ScriptedFunction(BatchPolicy.DEFAULT);
    model.behaviour =
        items -> {
          throw new IllegalStateException("thrown");
        };

    assertThat(model.submit("a").cause()).hasMessage("thrown");
    model.behaviour = items -> Future.succeededFuture(ScriptedFunction.loud(items));
    assertThat(model.submit("b").result()).isEqualTo("b!");
  }

  @Test
  void cancelledAndExpiredItemsLeaveBeforeTheirBatchRuns() {
    ScriptedFunction model = new ScriptedFunction(BatchPolicy.DEFAULT);
    model.submit("first");
    CallScope given = ScriptedFunction.scope("r-1");
    Future<String> cancelled = model.submit("cancelled", given);
    Future<String> expired = model.submit("expired", model.scope("r-2", Duration.ofMillis(5)));
    Future<String> good = model.submit("good", ScriptedFunction.scope("r-3"));
    given.cancel();
    model.thread.pass(Duration.ofMillis(6).toNanos());
    model.answer();
    model.answer();

    assertThat(model.batches).containsExactly(List.of("first"), List.of("good"));
    assertThat(good.result()).isEqualTo("good!");
    assertThat(failure(cancelled).failure()).isEqualTo(Failure.CANCELLED);
    assertThat(failure(cancelled).ran()).isFalse();
    assertThat(failure(expired).failure()).isEqualTo(Failure.TIMED_OUT);
    assertThat(expired.cause())
        .hasMessage("the batch function of app/Model did not run for an item: its time was up");
  }

  private static CallFailedException failure(Future<?> future) {
    return (CallFailedException) future.cause();
  }

  /** Nobody would look at them as long as a batch runs that never ends. */
  @Test
  void waitingItemsThatNobodyWantsLeaveThoughNoBatchEnds() {
    ScriptedFunction model = new ScriptedFunction(BatchPolicy.DEFAULT);
    model.submit("hangs");
    Future<String> expired = model.submit("expired", model.scope("r-2", Duration.ofMillis(5)));
    model.thread.pass(Duration.ofSeconds(2).toNanos());

    assertThat(failure(expired).failure()).isEqualTo(Failure.TIMED_OUT);
  }

  @Test
  void batchThatNeverEndsIsAbandonedWhenNobodyWaitsForItAnyMore() {
    ScriptedFunction model = new ScriptedFunction(BatchPolicy.DEFAULT);
    CallScope call = ScriptedFunction.scope("r-1");
    Future<String> hangs = model.submit("hangs", call);
    Future<String> next = model.submit("next", ScriptedFunction.scope("r-2"));
    model.thread.pass(Duration.ofMinutes(1).toNanos());
    assertThat(model.batches).as("somebody waits for it").hasSize(1);
    call.cancel();
    model.thread.pass(ScriptedFunction.ABANDON_AFTER.minusMillis(1).toNanos());
    assertThat(model.batches).as("it may end yet").hasSize(1);
    model.thread.pass(Duration.ofSeconds(2).toNanos());

    assertThat(failure(hangs).failure()).isEqualTo(Failure.CANCELLED);
    assertThat(failure(hangs).ran()).isTrue();
    assertThat(model.batches).containsExactly(List.of("hangs"), List.of("next"));
    assertThat(model.outcomes).containsExactly(Outcome.ABANDONED);
    model.answers.remove(0).complete(List.of("late"));
    model.answer();
    assertThat(next.result()).isEqualTo("next!");
  }

  @Test
  void partThatWasNotTriedAgainYetLosesItemsThatNobodyWants() {
    ScriptedFunction model = new ScriptedFunction(BatchPolicy.DEFAULT.withMaxSize(2));
    model.ongoing = 2;
    CallScope call = ScriptedFunction.scope("r-1");
    model.submit("a", ScriptedFunction.scope("r-0"));
    Future<String> second = model.submit("b", call);
    call.cancel();
    model.answers.remove(0).fail("broken");
    model.thread.runQueue();
    model.answer();

    assertThat(model.batches).containsExactly(List.of("a", "b"), List.of("a"));
    assertThat(failure(second).failure()).isEqualTo(Failure.CANCELLED);
    assertThat(failure(second).ran()).isTrue();
  }
}
