package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.ModelCache;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that are over while they wait for a model, or work with one. */
class ModelCancellationTest {
  interface Holder {
    /** Works with the model until the call is cancelled. */
    Future<String> hold();

    /** The id of the model. */
    Future<String> name();
  }

  private static final Queue<String> STARTED = new ConcurrentLinkedQueue<>();
  private static final Queue<String> UNLOADED = new ConcurrentLinkedQueue<>();
  private static volatile CountDownLatch held = new CountDownLatch(0);

  /** Models whose ids begin with {@code never} are never there. */
  public static final class Holders implements Holder {
    private final ModelCache<String> models =
        ModelCache.of(Holders::load)
            .maxModels(1)
            .onUnload(id -> UNLOADED.add(id + " on " + Thread.currentThread().getName()))
            .build();

    private static Future<String> load(String id) {
      STARTED.add(id);
      return id.startsWith("never")
          ? Promise.<String>promise().future()
          : Future.succeededFuture(id);
    }

    private static String id() {
      return CallContext.current().modelId().orElseThrow();
    }

    @Override
    public Future<String> hold() {
      return models.use(
          id(),
          model -> {
            Promise<String> working = Promise.promise();
            CallContext.current().onCancel(() -> working.complete(model));
            held.countDown();
            return working.future();
          });
    }

    @Override
    public Future<String> name() {
      return models.use(id(), Future::succeededFuture);
    }
  }

  @BeforeEach
  void forget() {
    STARTED.clear();
    UNLOADED.clear();
  }

  private static RunningNode node(Threading threading) {
    return RunningNode.of(
        Application.of(
            "app",
            Deployment.of("Model", Holders.class).threading(threading).maxOngoing(20).bind()));
  }

  private static Holder holder(RunningNode node, String id, Duration time) {
    return CallOptions.timeout(time).modelId(id).on(node.handle("app", "Model", Holder.class));
  }

  private static double ongoing(Scraped now) {
    return now.value("penstock_calls_ongoing", "deployment=\"app/Model\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER"})
  void callsThatAreOverWaitForNoModel(Threading threading) {
    try (RunningNode node = node(threading)) {
      Duration soon = Duration.ofMillis(100);
      List<Future<String>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        // One load and one beyond the limit begin; a third model has to wait for its turn.
        calls.add(holder(node, "never" + i % 3, soon).name());
      }
      calls.forEach(call -> assertThat(failure(call).failure()).isEqualTo(Failure.TIMED_OUT));

      assertThat(Scraped.until(node, now -> ongoing(now) == 0)).as("long before 30 s").isNotNull();
      assertThat(STARTED).containsExactlyInAnyOrder("never0", "never1");
      assertThat(Scraped.status(node).toString())
          .as("nobody waits for the third")
          .contains("\"models\":[\"never0\",\"never1\"]");
    }
  }

  @Test
  void unloadsOnAThreadOfTheReplicaWhatACancelledCallLetsGo() {
    held = new CountDownLatch(1);
    try (RunningNode node = node(Threading.WORKER)) {
      Future<String> first = holder(node, "a", Duration.ofMillis(1500)).hold();
      await(held);
      Future<String> second = holder(node, "b", Duration.ofMillis(500)).hold();
      assertThat(failure(second).failure()).isEqualTo(Failure.TIMED_OUT);
      assertThat(failure(first).failure()).isEqualTo(Failure.TIMED_OUT);

      assertThat(Scraped.until(node, now -> ongoing(now) == 0)).isNotNull();
      assertThat(UNLOADED).containsExactly("b on penstock-app/Model#0-0");
    }
  }
}
