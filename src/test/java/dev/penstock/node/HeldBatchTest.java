package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Batcher;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A batch function that blocks and never returns. */
class HeldBatchTest {
  private static final CountDownLatch RELEASED = new CountDownLatch(1);

  /** Scores texts. */
  public interface Scorer {
    Future<Integer> score(String text);
  }

  /** Holds its thread for good where a text says so. */
  public static final class Holding implements Scorer {
    private final Batcher<String, Integer> batcher = Batcher.of(Holding::scoreAll).build();

    @Override
    public Future<Integer> score(String text) {
      return batcher.submit(text);
    }

    private static Future<List<Integer>> scoreAll(List<String> texts) {
      if (texts.contains("hold")) {
        try {
          RELEASED.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Future.succeededFuture(texts.stream().map(String::length).toList());
    }
  }

  @AfterEach
  void release() {
    RELEASED.countDown();
  }

  @Test
  void itsReplicaIsReplacedWhenNobodyWaitsForTheBatchAnyMore() {
    try (RunningNode node =
        RunningNode.with(
            new JsonObject().put("abandonAfter", "100ms"),
            Application.of(
                "app",
                Deployment.of("Scorer", Holding.class)
                    .threading(Threading.WORKER)
                    .shutdownTimeout(Duration.ofMillis(100))
                    .bind()))) {
      Scorer scorer = node.handle("app", "Scorer", Scorer.class);
      assertThat(
              failure(CallOptions.timeout(Duration.ofSeconds(1)).on(scorer).score("hold"))
                  .failure())
          .isEqualTo(Failure.TIMED_OUT);

      // It waits for the thread until the replacement is there, and runs on that.
      assertThat(await(scorer.score("next"))).isEqualTo(4);
      release();
    }
  }
}
