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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A batch on a thread that is interrupted for calls that nobody waits for. */
class InterruptedBatchTest {
  private static final BlockingQueue<List<String>> BEGUN = new LinkedBlockingQueue<>();
  private static final CountDownLatch FIRST = new CountDownLatch(1);
  private static final CountDownLatch SECOND = new CountDownLatch(1);

  interface Model {
    Future<String> say(String text);
  }

  /** Holds its thread until the test lets the first item of the batch go. */
  static final class Held implements Model {
    private final Batcher<String, String> batcher =
        Batcher.of(Held::sayAll).maxSize(2).splitOnFailure(false).build();

    @Override
    public Future<String> say(String text) {
      return batcher.submit(text);
    }

    private static Future<List<String>> sayAll(List<String> texts) {
      BEGUN.add(texts);
      try {
        (texts.contains("first") ? FIRST : SECOND).await();
        return Future.succeededFuture(texts);
      } catch (InterruptedException e) {
        return Future.failedFuture(e);
      }
    }
  }

  @Test
  void batchGoesOnForTheOthersWhenTheCallThatFilledItIsGivenUp() throws Exception {
    try (RunningNode node =
        RunningNode.of(
            Application.of(
                "app",
                Deployment.of("Model", Held.class)
                    .threading(Threading.WORKER)
                    .interruptible()
                    .bind()))) {
      Model model = node.handle("app", "Model", Model.class);
      Future<String> first = model.say("first");
      assertThat(BEGUN.poll(20, TimeUnit.SECONDS)).containsExactly("first");
      Future<String> patient = model.say("patient");
      Future<String> filling =
          CallOptions.timeout(Duration.ofSeconds(1)).on(model).say("impatient");
      FIRST.countDown();
      assertThat(BEGUN.poll(20, TimeUnit.SECONDS)).containsExactly("patient", "impatient");
      assertThat(failure(filling).failure()).isEqualTo(Failure.TIMED_OUT);
      SECOND.countDown();

      assertThat(await(first)).isEqualTo("first");
      assertThat(await(patient)).isEqualTo("patient");
    }
  }
}
