package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Failure;
import dev.penstock.ModelCache;
import dev.penstock.ReplicaContext;
import dev.penstock.Tensor;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Caches of models in replicas: which replica gets a call, on which thread, and in which call. */
class ModelCallsTest {
  interface Predictor {
    /** The replica's index, the request's id and thread, while a model is used. */
    Future<String> predict();

    /** The value of a tensor that the loader has made. */
    Future<Float> weight();
  }

  /** A model with a tensor of its own. */
  record Weights(String id, Tensor tensor) {}

  /** Loads that the test ends: an id that stands here waits for its promise. */
  private static final Map<String, Promise<Void>> GATES = new ConcurrentHashMap<>();

  private static final Queue<String> STARTED = new ConcurrentLinkedQueue<>();
  private static final Queue<String> UNLOADED = new ConcurrentLinkedQueue<>();

  public static final class Predictors implements Predictor, DeploymentLifecycle {
    private final ModelCache<Weights> models;
    private int index;

    public Predictors(int maxModels) {
      models =
          ModelCache.of(Predictors::load)
              .maxModels(maxModels)
              .onUnload(
                  model -> {
                    UNLOADED.add(model.id + " on " + Thread.currentThread().getName());
                    model.tensor.close();
                  })
              .build();
    }

    private static Future<Weights> load(String id) {
      assertThat(CallContext.current().deadline()).as("a load has no deadline").isEmpty();
      STARTED.add(id);
      if (id.startsWith("bad")) {
        return Future.failedFuture("there is no " + id);
      }
      Promise<Void> gate = GATES.get(id);
      Tensor tensor = Tensor.of(new float[] {id.length()});
      return (gate == null ? Future.<Void>succeededFuture() : gate.future())
          .map(open -> new Weights(id, tensor));
    }

    @Override
    public Future<Void> start(ReplicaContext replica) {
      index = replica.index();
      return Future.succeededFuture();
    }

    private static String id() {
      return CallContext.current().modelId().orElseThrow();
    }

    @Override
    public Future<String> predict() {
      return models.use(
          id(),
          model ->
              Future.succeededFuture(
                  index
                      + " "
                      + CallContext.current().modelId().orElse("?")
                      + " "
                      + Thread.currentThread().getName()));
    }

    @Override
    public Future<Float> weight() {
      return models.use(id(), model -> Future.succeededFuture(model.tensor.floats().get(0)));
    }

    @Override
    public Future<Void> stop() {
      return models.close();
    }
  }

  @BeforeEach
  void forget() {
    GATES.clear();
    STARTED.clear();
    UNLOADED.clear();
  }

  private static RunningNode node(int replicas, int maxModels, Threading threading) {
    return node(replicas, maxModels, threading, "power-of-two");
  }

  private static RunningNode node(
      int replicas, int maxModels, Threading threading, String routing) {
    return RunningNode.of(
        Application.of(
            "app",
            Deployment.of("Model", Predictors.class)
                .replicas(replicas)
                .threading(threading)
                .router(routing)
                .maxOngoing(200)
                .bind(maxModels)));
  }

  private static Predictor model(RunningNode node, String id) {
    return CallOptions.none().modelId(id).on(node.handle("app", "Model", Predictor.class));
  }

  private static String replicaOf(RunningNode node, String id) {
    return await(model(node, id).predict()).split(" ", -1)[0];
  }

  @ParameterizedTest
  @EnumSource
  void callsGoToTheReplicaThatHasTheirModelAndEachIsLoadedOnce(Threading threading) {
    assumeTrue(threading != Threading.VIRTUAL || Runtime.version().feature() >= 21);
    try (RunningNode node = node(2, 3, threading)) {
      List<String> ids = List.of("a", "b", "c", "d", "e", "f");
      Map<String, String> homes = new ConcurrentHashMap<>();
      ids.forEach(id -> homes.put(id, replicaOf(node, id)));
      for (int i = 0; i < 10; i++) {
        ids.forEach(id -> assertThat(replicaOf(node, id)).isEqualTo(homes.get(id)));
      }

      assertThat(homes.values()).as("six models, room for three each").contains("0", "1");
      assertThat(STARTED).containsExactlyInAnyOrderElementsOf(ids);
      Scraped scraped = Scraped.of(node);
      assertThat(scraped.value("penstock_models_held", "deployment=\"app/Model\"")).isEqualTo(6);
      assertThat(scraped.value("penstock_model_loads_total", "deployment=\"app/Model\""))
          .isEqualTo(6);
    }
    assertThat(UNLOADED).as("when the replicas stopped").hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"power-of-two", "round-robin", "consistent-hash"})
  void callsWithoutAKeyGoToTheirModelWhateverTheRouter(String routing) {
    try (RunningNode node = node(4, 3, Threading.EVENT_LOOP, routing)) {
      for (String id : List.of("a", "b", "c")) {
        String home = replicaOf(node, id);
        for (int i = 0; i < 10; i++) {
          assertThat(replicaOf(node, id)).isEqualTo(home);
        }
      }
      assertThat(STARTED).containsExactly("a", "b", "c");
    }
  }

  @Test
  void severalThreadsOfAReplicaShareItsModels() {
    Application app =
        Application.of(
            "app",
            Deployment.of("Model", Predictors.class)
                .replicas(2)
                .threading(Threading.WORKER)
                .threads(4)
                .bind(2));
    try (RunningNode node = RunningNode.of(app)) {
      List<Future<Float>> weights = new ArrayList<>();
      for (int i = 0; i < 900; i++) {
        weights.add(model(node, "m".repeat(1 + i % 9)).weight());
      }
      for (int i = 0; i < weights.size(); i++) {
        assertThat(await(weights.get(i))).isEqualTo(1f + i % 9);
      }
    }
    assertThat(UNLOADED).as("each that was loaded").hasSameSizeAs(STARTED);
  }

  @Test
  void aHundredCallersAtOnceLoadAModelOnceAndWorkWithItInTheirOwnCalls() {
    GATES.put("slow", Promise.promise());
    try (RunningNode node = node(1, 1, Threading.EVENT_LOOP)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(model(node, "slow").predict());
      }
      assertThat(Scraped.until(node, now -> ongoing(now) == 100)).isNotNull();
      GATES.get("slow").complete();
      answers.forEach(
          answer -> assertThat(await(answer)).startsWith("0 slow vert.x-eventloop-thread"));
      assertThat(STARTED).containsExactly("slow");
    }
  }

  private static double ongoing(Scraped now) {
    return now.value("penstock_calls_ongoing", "deployment=\"app/Model\"");
  }

  @Test
  void aLoadGoesOnWhenItsFirstCallerIsGone() {
    GATES.put("slow", Promise.promise());
    try (RunningNode node = node(1, 1, Threading.EVENT_LOOP)) {
      Predictor hasty =
          CallOptions.timeout(Duration.ofMillis(50))
              .modelId("slow")
              .on(node.handle("app", "Model", Predictor.class));
      Future<String> first = hasty.predict();
      Future<String> patient = model(node, "slow").predict();
      assertThat(failure(first).failure()).isEqualTo(Failure.TIMED_OUT);

      GATES.get("slow").complete();
      assertThat(await(patient)).startsWith("0 slow");
      assertThat(await(model(node, "other").predict())).startsWith("0 other");
      assertThat(STARTED).containsExactly("slow", "other");
      assertThat(UNLOADED).as("nobody holds it any more").hasSize(1);
    }
  }

  @Test
  void tensorsOfALoaderLiveAsLongAsTheModel() {
    try (RunningNode node = node(1, 1, Threading.EVENT_LOOP)) {
      for (int i = 0; i < 3; i++) {
        assertThat(await(model(node, "abc").weight())).isEqualTo(3f);
      }
    }
  }

  @Test
  void aModelThatFailsToLoadHarmsNoOther() {
    try (RunningNode node = node(2, 2, Threading.EVENT_LOOP)) {
      String home = replicaOf(node, "good");
      for (int i = 0; i < 5; i++) {
        assertThat(failure(model(node, "bad").predict()))
            .hasMessageContaining("there is no bad")
            .extracting("failure")
            .isEqualTo(Failure.USER_ERROR);
      }
      assertThat(replicaOf(node, "good")).isEqualTo(home);
      assertThat(STARTED).as("each call tries again").hasSize(6);
      assertThat(Scraped.status(node).toString()).contains("\"models\":[\"good\"]");
    }
  }

  @Test
  void unloadsOnAThreadOfTheReplica() {
    try (RunningNode node = node(1, 1, Threading.WORKER)) {
      await(model(node, "a").predict());
      await(model(node, "b").predict());
      assertThat(UNLOADED).containsExactly("a on penstock-app/Model#0-0");
    }
  }

  @Test
  void aHotModelComesToMoreReplicas() {
    GATES.put("hot", Promise.promise());
    try (RunningNode node = node(2, 2, Threading.EVENT_LOOP)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        answers.add(model(node, "hot").predict());
      }
      assertThat(Scraped.until(node, now -> ongoing(now) == 300)).isNotNull();
      GATES.get("hot").complete();
      assertThat(answers.stream().map(RunningNode::await).map(answer -> answer.charAt(0)))
          .contains('0', '1');
      assertThat(STARTED).containsExactly("hot", "hot");
    }
  }
}
