package dev.penstock.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.BatchPolicy;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a batch begins, and what is in it. */
class BatchQueueTest {
  private static final BatchPolicy FOUR = BatchPolicy.DEFAULT.withMaxSize(4);

  private static void submit(ScriptedFunction model, String... items) {
    for (String item : items) {
      model.thread.pass(1);
      model.ongoing++;
      model.submit(item).onComplete(done -> model.ongoing--);
    }
  }

  @Test
  void itemThatIsAloneRunsBeforeSubmitReturns() {
    ScriptedFunction model = new ScriptedFunction(FOUR);
    submit(model, "a");

    assertThat(model.batches).containsExactly(List.of("a"));
  }

  @Test
  void itemsThatCameWhileABatchRanAreTheNextOneInTheirOrder() {
    ScriptedFunction model = new ScriptedFunction(FOUR);
    List<String> results = new ArrayList<>();
    for (String item : List.of("a", "b", "c", "d")) {
      model.submit(item).onSuccess(results::add);
    }
    model.answer();
    model.answer();

    assertThat(model.batches).containsExactly(List.of("a"), List.of("b", "c", "d"));
    assertThat(results).containsExactly("a!", "b!", "c!", "d!");
  }

  @Test
  void batchHoldsNoMoreThanMaxSizeAndInFlightBatchesRun() {
    ScriptedFunction model = new ScriptedFunction(FOUR.withMaxSize(2).withInFlight(2));
    submit(model, "a", "b", "c", "d", "e", "f");

    assertThat(model.batches).containsExactly(List.of("a"), List.of("b"));
    model.answer();
    model.answer();
    assertThat(model.batches.subList(2, 4)).containsExactly(List.of("c", "d"), List.of("e", "f"));
    assertThat(model.wanted).as("calls at a time").isEqualTo(2 * 2 * 2);
  }

  @Test
  void callsThatAreInTheQueueOfTheThreadComeIntoTheBatch() {
    ScriptedFunction model = new ScriptedFunction(FOUR);
    model.ongoing = 3;
    model.thread.atEnd(() -> model.submit("a"));
    model.thread.atEnd(() -> model.submit("b"));
    model.thread.atEnd(() -> model.submit("c"));
    model.thread.runQueue();

    assertThat(model.batches).containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void callsThatBringNoItemHoldUpNobody() {
    ScriptedFunction model = new ScriptedFunction(FOUR);
    model.ongoing = 3;
    model.submit("a");
    model.thread.runQueue();

    assertThat(model.batches).containsExactly(List.of("a"));
  }

  @Test
  void fullBatchDoesNotLetOthersComeFirst() {
    ScriptedFunction model = new ScriptedFunction(FOUR.withMaxSize(2));
    model.ongoing = 5;
    model.submit("a");
    model.submit("b");

    assertThat(model.batches).containsExactly(List.of("a", "b"));
  }

  @Test
  void itemsOfDifferentKeysNeverShareABatchAndTheOldestGoesFirst() {
    ScriptedFunction model = new ScriptedFunction(FOUR, item -> item.charAt(0));
    submit(model, "x1", "y1", "z1", "y2", "x2", "z2");
    model.answer();
    model.answer();
    model.answer();

    assertThat(model.batches)
        .containsExactly(List.of("x1"), List.of("y1", "y2"), List.of("z1", "z2"), List.of("x2"));
  }

  @Test
  void keyThatIsAlwaysFullDoesNotHoldUpARareOne() {
    ScriptedFunction model =
        new ScriptedFunction(
            FOUR.withMaxSize(2).withMaxWait(Duration.ofMinutes(1)), item -> item.charAt(0));
    submit(model, "x1", "x2", "rare", "x3", "x4", "x5", "x6", "x7");
    model.answer();
    submit(model, "x8", "x9");
    model.answer();
    model.answer();

    assertThat(model.batches)
        .containsExactly(List.of("x1"), List.of("x2", "x3"), List.of("rare"), List.of("x4", "x5"));
  }

  /** The shape of a tensor is an array, whose equals knows nothing of its numbers. */
  @Test
  void arraysAreEqualKeysIfTheirContentsAre() {
    ScriptedFunction model =
        new ScriptedFunction(
            FOUR, item -> new Object[] {new long[] {item.length(), 3}, item.isEmpty()});
    submit(model, "a", "b", "cc", "d", "ee");
    model.answer();
    model.answer();

    assertThat(model.batches).containsExactly(List.of("a"), List.of("b", "d"), List.of("cc", "ee"));
  }

  @Test
  void keysThatAreGoneAreForgotten() {
    ScriptedFunction model = new ScriptedFunction(FOUR, item -> item);
    model.behaviour = items -> Future.succeededFuture(ScriptedFunction.loud(items));
    for (int i = 0; i < 50; i++) {
      model.submit("key" + i);
    }
    assertThat(model.batcher.keys()).isEqualTo(50);
    model.thread.pass(Duration.ofSeconds(3).toNanos());

    assertThat(model.batcher.keys()).isZero();
  }

  @Test
  void keyFunctionThatThrowsFailsItsItemOnly() {
    ScriptedFunction model =
        new ScriptedFunction(
            FOUR,
            item -> {
              if (item.isEmpty()) {
                throw new IllegalArgumentException("no key");
              }
              return item;
            });

    assertThat(model.submit("").cause()).hasMessage("no key");
    submit(model, "a");
    assertThat(model.batches).containsExactly(List.of("a"));
  }

  @Test
  void functionMaySubmitItems() {
    ScriptedFunction model = new ScriptedFunction(FOUR);
    List<String> inner = new ArrayList<>();
    model.behaviour =
        items -> {
          if (items.contains("outer")) {
            model.submit("inner").onSuccess(inner::add);
          }
          return Future.succeededFuture(ScriptedFunction.loud(items));
        };
    Future<String> outer = model.submit("outer");
    model.thread.runQueue();

    assertThat(outer.result()).isEqualTo("outer!");
    assertThat(inner).containsExactly("inner!");
  }

  @Test
  void callbackMaySubmitAgainAndAgainWithoutAThreadOfVertx() {
    AtomicReference<@Nullable BatchQueue<Integer, Integer>> batcher = new AtomicReference<>();
    List<Integer> seen = new ArrayList<>();
    batcher.set(
        new BatchQueue<>(
            items -> {
              seen.addAll(items);
              int next = items.get(0) + 1;
              if (next < 100_000) {
                Objects.requireNonNull(batcher.get()).submit(next);
              }
              return Future.succeededFuture(items);
            },
            FOUR,
            null,
            null,
            Lanes.here(),
            System::nanoTime));
    Objects.requireNonNull(batcher.get()).submit(0);

    assertThat(seen).hasSize(100_000);
  }

  @Test
  void wrongNumberOfResultsFailsAllItemsAndSaysHowMany() {
    ScriptedFunction model = new ScriptedFunction(FOUR);
    model.ongoing = 4;
    model.behaviour = items -> Future.succeededFuture(List.of("one", "two", "three"));
    List<Future<String>> results =
        List.of(model.submit("a"), model.submit("b"), model.submit("c"), model.submit("d"));

    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(result.cause())
                    .hasMessage(
                        "the batch function of app/Model answered 3 results for 4 items: one for"
                            + " each item is needed, in their order"));
    assertThat(model.batches).as("no smaller batch would mend it").hasSize(1);
  }

  @Test
  void nullInsteadOfAFutureOrAListFailsWithWhatIsNeeded() {
    ScriptedFunction model = new ScriptedFunction(FOUR);
    model.behaviour = items -> Future.succeededFuture();
    assertThat(model.submit("a").cause())
        .hasMessageContaining("the batch function of app/Model answered null instead of a list");
    model.behaviour = items -> null;
    assertThat(model.submit("a").cause()).hasMessageContaining("returned null instead of a future");
  }

  @Test
  void functionCannotChangeWhatItGot() {
    ScriptedFunction model = new ScriptedFunction(FOUR);
    submit(model, "a");

    assertThatThrownBy(() -> model.batches.get(0).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
