package dev.penstock.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.ModelCache;
import dev.penstock.models.ScriptedLoader.Loaded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many models a cache keeps, and which it lets go. */
class ModelLimitsTest {
  private final ScriptedLoader loader = new ScriptedLoader();

  /** Models of a size that their ids tell: {@code a30} has 30 bytes. */
  private static long bytes(Loaded model) {
    return Long.parseLong(model.id().substring(1));
  }

  @Test
  void unloadsTheModelThatWasAskedForLeastRecently() {
    ModelCache<Loaded> cache = loader.quickCache().maxModels(2).build();
    cache.load("a", "b", "a", "c");
    assertThat(loader.unloaded()).containsExactly("b");
    assertThat(cache.loaded()).containsExactly("a", "c");
  }

  @Test
  void neverUnloadsWhatIsPinned() {
    ModelCache<Loaded> cache = loader.quickCache().maxModels(2).pin("base").build();
    cache.load("base", "a", "b", "c");
    assertThat(loader.unloaded()).containsExactly("a", "b");
    assertThat(cache.loaded()).containsExactly("base", "c");
  }

  @Test
  void pinsWhatEachCallNames() {
    ModelCache<Loaded> cache = loader.quickCache().maxModels(3).pin("base").pin("other").build();
    cache.load("base", "other", "a", "b");
    assertThat(loader.unloaded()).containsExactly("a");
  }

  @Test
  void unloadsAtOnceWhatHasNoRoomBesideThePinned() {
    ModelCache<Loaded> cache = loader.quickCache().maxModels(1).pin("base").build();
    assertThat(cache.load("base", "a", "a").succeeded()).isTrue();
    assertThat(loader.unloaded()).containsExactly("a", "a");
    assertThat(cache.loaded()).containsExactly("base");
  }

  @Test
  void exceedsTheLimitByOneLoadAtATimeWhenAllModelsAreInUse() {
    ModelCache<Loaded> cache = loader.cache().maxModels(1).build();
    Promise<Void> working = Promise.promise();
    cache.use("a", model -> working.future());
    loader.succeed("a");
    Promise<Void> workingToo = Promise.promise();
    cache.use("b", model -> workingToo.future());
    cache.load("c");
    assertThat(loader.started()).as("c waits for b").containsExactly("a", "b");

    loader.succeed("b");
    assertThat(loader.started()).containsExactly("a", "b", "c");
    workingToo.complete();
    assertThat(loader.unloaded()).as("more than one is there").containsExactly("b");
    loader.succeed("c");
    assertThat(cache.loaded()).as("c is idle, and a there").containsExactly("a");
    working.complete();
    assertThat(cache.loaded()).containsExactly("a");
  }

  @Test
  void loadsInARowThroughOnePlaceWhileOthersHoldTheirs() {
    ModelCache<Loaded> cache = loader.cache().maxModels(2).build();
    Future<Void> all = cache.load("a", "b", "c", "d", "e");
    assertThat(loader.started()).as("two, and one beyond").containsExactly("a", "b", "c");
    for (String id : Set.of("a", "b", "c")) {
      loader.succeed(id);
    }
    assertThat(loader.started()).containsExactly("a", "b", "c", "d", "e");
    loader.succeed("d");
    loader.succeed("e");
    assertThat(all.succeeded()).isTrue();
    assertThat(cache.loaded()).hasSize(2);
  }

  @Test
  void loadsThousandsThatHaveWaitedOneAfterTheOther() {
    Promise<String> slow = Promise.promise();
    ModelCache<String> cache =
        ModelCache.of((String id) -> id.equals("slow") ? slow.future() : Future.succeededFuture(id))
            .maxModels(1)
            .build();
    Promise<Void> working = Promise.promise();
    cache.use("busy", model -> working.future());
    cache.load("slow");
    String[] ids = IntStream.range(0, 5_000).mapToObj(String::valueOf).toArray(String[]::new);
    Future<Void> all = cache.load(ids);
    slow.complete("slow");
    assertThat(all.succeeded()).isTrue();
  }

  @Test
  void loadsWhatIsPinnedBeforeWhatWaits() {
    ModelCache<Loaded> cache = loader.cache().maxModels(1).pin("base").build();
    cache.load("a", "b", "c", "base");
    assertThat(loader.started()).containsExactly("a", "b", "base");
  }

  @Test
  void aModelMayBeUsedWithinTheUseOfAnother() {
    ModelCache<Loaded> cache = loader.quickCache().maxModels(1).build();
    Future<String> both =
        cache.use(
            "a",
            a -> cache.use("b", b -> cache.use("c", c -> Future.succeededFuture(a.id() + b.id()))));
    assertThat(both.result()).isEqualTo("ab");
    assertThat(cache.loaded()).hasSize(1);
  }

  @Test
  void startsALoadOnlyWhenTheModelThatMakesRoomIsUnloaded() {
    CompletableFuture<ModelCache<Loaded>> made = new CompletableFuture<>();
    ModelCache<Loaded> cache =
        loader
            .quickCache()
            .maxModels(1)
            .onUnload(model -> assertThat(made.join().loaded()).as("next to it").isEmpty())
            .build();
    made.complete(cache);
    cache.load("a", "b");
    assertThat(loader.started()).containsExactly("a", "b");
    assertThat(cache.loaded()).containsExactly("b");
  }

  @Test
  void loadsAgainWhatIsAskedForWhileItIsUnloaded() {
    CompletableFuture<ModelCache<Loaded>> made = new CompletableFuture<>();
    Future<?>[] wanted = new Future<?>[1];
    ModelCache<Loaded> cache =
        loader
            .quickCache()
            .maxModels(1)
            .onUnload(
                model -> {
                  if (wanted[0] == null) {
                    wanted[0] = made.join().use("a", Future::succeededFuture);
                    assertThat(loader.started()).as("not beside it").containsExactly("a");
                  }
                })
            .build();
    made.complete(cache);
    cache.load("a", "b");
    assertThat(loader.started()).containsExactlyInAnyOrder("a", "b", "a");
    assertThat(wanted[0].result()).isInstanceOf(Loaded.class);
  }

  @Test
  void keepsToALimitOfBytes() {
    ModelCache<Loaded> cache = loader.quickCache().maxBytes(100, ModelLimitsTest::bytes).build();
    cache.load("a40", "b40", "c20");
    assertThat(loader.unloaded()).isEmpty();
    cache.load("d30");
    assertThat(cache.loaded()).containsExactly("b40", "c20", "d30");
    cache.load("e90");
    assertThat(cache.loaded()).containsExactly("e90");
  }

  @Test
  void refusesAModelThatIsLargerThanAllMayBeAndUnloadsIt() {
    ModelCache<Loaded> cache = loader.quickCache().maxBytes(100, ModelLimitsTest::bytes).build();
    cache.load("a100");
    assertThat(cache.load("b101").cause())
        .hasMessage(
            "model b101 has 101 bytes, more than all models together may have: maxBytes is 100");
    assertThat(loader.unloaded()).containsExactly("b101");
    assertThat(cache.loaded()).containsExactly("a100");
  }

  @Test
  void refusesAModelWhoseSizeCannotBeTold() {
    ModelCache<Loaded> cache = loader.quickCache().maxBytes(100, model -> -1).build();
    assertThat(cache.load("a").cause()).hasMessage("the size of model a is -1");
    assertThat(loader.unloaded()).containsExactly("a");
  }

  @Test
  void loadsInParallelWhatHasRoomByTheSizeOfTheOthers() {
    ModelCache<Loaded> cache = loader.cache().maxBytes(100, ModelLimitsTest::bytes).build();
    cache.load("a20", "b20", "c20");
    assertThat(loader.started()).as("no size is known").containsExactly("a20", "b20");
    loader.succeed("a20");
    assertThat(loader.started()).containsExactly("a20", "b20", "c20");
    cache.load("d20", "e20");
    assertThat(loader.started()).containsExactly("a20", "b20", "c20", "d20", "e20");
    cache.load("f20", "g20");
    assertThat(loader.unloaded()).as("it was idle").containsExactly("a20");
    assertThat(loader.started()).as("five have room").endsWith("d20", "e20", "f20");
  }

  @Test
  void refusesMorePinnedModelsThanItMayKeep() {
    assertThatThrownBy(() -> loader.cache().maxModels(1).pin("a", "b").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 models are pinned, but maxModels is 1");
    assertThatThrownBy(() -> loader.cache().maxModels(0)).hasMessageContaining("it is 0");
  }
}
