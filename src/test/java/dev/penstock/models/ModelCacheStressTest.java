package dev.penstock.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ModelCache;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads use random models, some of which fail to load, and check what a cache promises. */
class ModelCacheStressTest {
  private static final int THREADS = 8;
  private static final int USES = 1_000;
  private static final int IDS = 12;
  private static final int LIMIT = 3;

  /** What must hold, and what did not. */
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();

  private final Map<String, AtomicInteger> loading = new ConcurrentHashMap<>();
  private final Queue<Tracked> all = new ConcurrentLinkedQueue<>();
  private final AtomicInteger loads = new AtomicInteger();

  private final class Tracked {
    private final String id;
    private final AtomicInteger users = new AtomicInteger();
    private final AtomicInteger unloads = new AtomicInteger();

    Tracked(String id) {
      this.id = id;
      all.add(this);
    }

    void begin() {
      users.incrementAndGet();
      check();
    }

    void end() {
      check();
      users.decrementAndGet();
    }

    private void check() {
      if (unloads.get() > 0) {
        broken.add(id + " was used after it was unloaded");
      }
    }

    void unload() {
      if (users.get() > 0) {
        broken.add(id + " was unloaded while in use");
      }
      unloads.incrementAndGet();
      loading(id).decrementAndGet();
    }
  }

  private AtomicInteger loading(String id) {
    return loading.computeIfAbsent(id, first -> new AtomicInteger());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 20261123, 987654321})
  void keepsItsPromisesUnderManyThreads(long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    // Of their own, or nothing would end before the last use has begun.
    ExecutorService enders = Executors.newFixedThreadPool(3);
    ModelCache<Tracked> cache =
        ModelCache.of((String id) -> load(enders, id))
            .maxModels(LIMIT)
            .pin("0")
            .onUnload(Tracked::unload)
            .build();
    CountDownLatch ended = new CountDownLatch(THREADS * USES);
    List<Random> chances = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      chances.add(new Random(seed + i));
    }
    try {
      chances.forEach(chance -> threads.execute(() -> useSome(enders, cache, chance, ended)));
      assertThat(ended.await(60, TimeUnit.SECONDS)).as("all uses have ended").isTrue();
      CountDownLatch closed = new CountDownLatch(1);
      cache.close().onComplete(done -> closed.countDown());
      assertThat(closed.await(20, TimeUnit.SECONDS)).as("the cache is closed").isTrue();
    } finally {
      threads.shutdownNow();
      enders.shutdownNow();
    }

    assertThat(broken).isEmpty();
    assertThat(all).hasSizeGreaterThan(10 * IDS).allMatch(model -> model.unloads.get() == 1);
  }

  private void useSome(
      ExecutorService enders, ModelCache<Tracked> cache, Random chance, CountDownLatch ended) {
    for (int i = 0; i < USES; i++) {
      String id = String.valueOf(Math.min(chance.nextInt(IDS), chance.nextInt(IDS)));
      boolean later = chance.nextInt(4) == 0;
      boolean fails = chance.nextInt(10) == 0;
      // Waits: callers that never do would hold all models at all times.
      cache
          .use(id, model -> work(enders, model, later, fails))
          .toCompletionStage()
          .toCompletableFuture()
          .handle((result, failure) -> ended)
          .orTimeout(20, TimeUnit.SECONDS)
          .join()
          .countDown();
    }
  }

  private static Future<String> work(
      ExecutorService enders, Tracked model, boolean later, boolean fails) {
    model.begin();
    if (!later) {
      model.end();
      return fails ? Future.failedFuture("as it happens") : Future.succeededFuture(model.id);
    }
    Promise<String> working = Promise.promise();
    enders.execute(
        () -> {
          model.end();
          working.complete(model.id);
        });
    return working.future();
  }

  /** Every fifth load or so fails; half of them end later on another thread. */
  private Future<Tracked> load(ExecutorService enders, String id) {
    if (loading(id).incrementAndGet() > 1) {
      broken.add(id + " was loaded beside itself");
    }
    int number = loads.incrementAndGet();
    boolean fails = number % 5 == 0;
    Promise<Tracked> promise = Promise.promise();
    Runnable end =
        () -> {
          if (fails) {
            loading(id).decrementAndGet();
            promise.fail("as it happens");
          } else {
            promise.complete(new Tracked(id));
          }
        };
    if (number % 2 == 0) {
      enders.execute(end);
    } else {
      end.run();
    }
    return promise.future();
  }
}
