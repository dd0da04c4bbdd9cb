package dev.penstock.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ModelCache;
import dev.penstock.models.ScriptedLoader.Loaded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A cache without a running Penstock: loads, failures, unloading and the end. */
class ModelCacheTest {
  private final ScriptedLoader loader = new ScriptedLoader();

  private static Future<Integer> numberOf(ModelCache<Loaded> cache, String id) {
    return cache.use(id, model -> Future.succeededFuture(model.number()));
  }

  @Test
  void loadsOnceForAHundredCallers() {
    ModelCache<Loaded> cache = loader.cache().build();
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(numberOf(cache, "a"));
    }
    loader.succeed("a");

    assertThat(answers).allMatch(answer -> answer.succeeded() && answer.result() == 0);
    assertThat(numberOf(cache, "a").result()).isZero();
    assertThat(loader.started()).containsExactly("a");
  }

  @Test
  void loadsDifferentModelsInParallel() {
    ModelCache<Loaded> cache = loader.cache().maxModels(2).build();
    Future<Integer> a = numberOf(cache, "a");
    Future<Integer> b = numberOf(cache, "b");
    assertThat(loader.started()).containsExactly("a", "b");

    loader.succeed("b");
    assertThat(b.succeeded()).isTrue();
    assertThat(a.isComplete()).isFalse();
  }

  @Test
  void tellsAllWhoWaitWhyALoadFailedAndTriesAgainForTheNext() {
    ModelCache<Loaded> cache = loader.cache().build();
    Future<Integer> first = numberOf(cache, "bad");
    Future<Integer> second = numberOf(cache, "bad");
    Future<Integer> other = numberOf(cache, "good");
    Exception cause = new Exception("the file is torn");
    loader.fail("bad", cause);
    loader.succeed("good");

    assertThat(first.cause()).isSameAs(cause);
    assertThat(second.cause()).isSameAs(cause);
    assertThat(other.succeeded()).isTrue();
    assertThat(cache.loaded()).containsExactly("good");

    Future<Integer> again = numberOf(cache, "bad");
    loader.succeed("bad");
    assertThat(again.succeeded()).isTrue();
  }

  @Test
  void failsWithWhatALoaderThrows() {
    ModelCache<String> cache =
        ModelCache.<String>of(
                id -> {
                  throw new IllegalArgumentException("no such model: " + id);
                })
            .build();
    assertThat(cache.use("x", Future::succeededFuture).cause())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such model: x");
  }

  @Test
  @SuppressWarnings("NullAway") // As users may do who do not check for null.
  void saysThatALoaderOrWorkGaveNull() {
    ModelCache<String> nothing = ModelCache.<String>of(id -> null).build();
    assertThat(nothing.use("x", Future::succeededFuture).cause())
        .hasMessage("the loader returned null instead of a Future for model x");
    ModelCache<String> nulls = ModelCache.<String>of(id -> Future.succeededFuture()).build();
    assertThat(nulls.use("x", Future::succeededFuture).cause())
        .hasMessage("the loader gave null as model x");
    ModelCache<Loaded> cache = loader.quickCache().build();
    assertThat(cache.use("x", model -> null).cause())
        .hasMessage("the work with model x returned null instead of a Future");
  }

  @Test
  void holdsAModelUntilTheFutureOfItsUserIsComplete() {
    ModelCache<Loaded> cache = loader.quickCache().maxModels(1).build();
    Promise<String> working = Promise.promise();
    Future<String> answer = cache.use("a", model -> working.future());

    numberOf(cache, "b");
    assertThat(loader.unloaded()).as("a is in use").doesNotContain("a");
    working.complete("done");
    assertThat(answer.result()).isEqualTo("done");
    numberOf(cache, "c");
    assertThat(loader.unloaded()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void letsAModelGoWhenTheWorkWithItThrows() {
    ModelCache<Loaded> cache = loader.quickCache().maxModels(1).build();
    Future<String> failed =
        cache.use(
            "a",
            model -> {
              throw new IllegalStateException("broken input");
            });
    assertThat(failed.cause()).hasMessage("broken input");
    numberOf(cache, "b");
    assertThat(loader.unloaded()).containsExactly("a");
  }

  @Test
  void closesWhatCanBeClosedWhereNobodyWantsToUnloadIt() {
    AtomicInteger closed = new AtomicInteger();
    ModelCache<AutoCloseable> cache =
        ModelCache.<AutoCloseable>of(id -> Future.succeededFuture(closed::incrementAndGet))
            .maxModels(1)
            .build();
    assertThat(cache.load("a", "b").succeeded()).isTrue();
    assertThat(closed).hasValue(1);
    assertThat(cache.close().succeeded()).isTrue();
    assertThat(closed).hasValue(2);
  }

  @Test
  void goesOnWhenAnUnloadHookThrows() {
    ModelCache<Loaded> cache =
        loader
            .quickCache()
            .maxModels(1)
            .onUnload(
                model -> {
                  throw new IllegalStateException("cannot free " + model);
                })
            .build();
    assertThat(cache.load("a", "b", "c").succeeded()).isTrue();
    assertThat(cache.close().succeeded()).isTrue();
  }

  @Test
  void closesWhenTheLastUserHasEndedAndRefusesWhatComesLater() {
    ModelCache<Loaded> cache = loader.quickCache().pin("idle").build();
    Promise<String> working = Promise.promise();
    Future<String> answer = cache.use("busy", model -> working.future());
    cache.load("idle");

    Future<Void> closed = cache.close();
    assertThat(loader.unloaded()).containsExactly("idle");
    assertThat(closed.isComplete()).isFalse();
    assertThat(numberOf(cache, "busy").cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the cache of models is closed: its replica has stopped");

    working.complete("done");
    assertThat(answer.succeeded()).isTrue();
    assertThat(closed.succeeded()).isTrue();
    assertThat(loader.unloaded()).containsExactly("idle", "busy");
    assertThat(cache.close().succeeded()).isTrue();
  }

  @Test
  void servesWhoWaitsForALoadWhenTheCacheIsClosedAndUnloadsIt() {
    ModelCache<Loaded> cache = loader.cache().maxModels(1).build();
    Future<Integer> loading = numberOf(cache, "a");
    numberOf(cache, "b");
    Future<Integer> queued = numberOf(cache, "c");

    Future<Void> closed = cache.close();
    assertThat(queued.cause()).hasMessageContaining("is closed");
    loader.succeed("a");
    assertThat(loading.succeeded()).isTrue();
    assertThat(closed.isComplete()).isFalse();
    loader.fail("b", new Exception("gone"));
    assertThat(closed.succeeded()).isTrue();
    assertThat(loader.unloaded()).containsExactly("a");
  }

  @Test
  void goesOnWhenACallbackOfOneCallerThrows() {
    ModelCache<Loaded> cache = loader.cache().build();
    numberOf(cache, "a")
        .onComplete(
            ended -> {
              throw new IllegalStateException("in a callback");
            });
    Future<Integer> other = numberOf(cache, "a");
    loader.succeed("a");
    assertThat(other.succeeded()).isTrue();
    assertThat(cache.close().succeeded()).isTrue();
  }
}
