package dev.penstock.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.durable.LogInspection.Listed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log as it is shown. */
class LogInspectionTest {
  @TempDir private Path directory;

  private static final DurablePolicy POLICY =
      new DurablePolicy(
          false, Duration.ofHours(1), Duration.ofHours(1), 100, 3, Duration.ofSeconds(1), 2);

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static NewRequest request(String target) {
    Message message = new Message(List.of(), new Body.Inline(Buffer.buffer("x")));
    return new NewRequest("app", "POST", target, null, message);
  }

  @Test
  void showsWhatHasBecomeOfEachRequestWhileTheLogIsOpenAndAfter() {
    DurableRequests requests =
        DurableRequests.open(directory, Map.of("app", POLICY), System::currentTimeMillis);
    RequestId waits = await(requests.accept(request("/waits")));
    RequestId runs = await(requests.accept(request("/runs")));
    RequestId failed = await(requests.accept(request("/failed")));
    await(requests.begin(runs, 1));
    await(requests.end(failed, RequestState.FAILED, Answer.none("no reason")));

    LogInspection open = LogInspection.of(directory);
    requests.close();
    LogInspection closed = LogInspection.of(directory);

    assertThat(open.process()).contains(ProcessHandle.current().pid());
    assertThat(open.requests()).isEqualTo(closed.requests());
    assertThat(open.requests()).extracting(Listed::id).containsExactly(waits, runs, failed);
    assertThat(open.requests())
        .extracting(Listed::state)
        .containsExactly(RequestState.PENDING, RequestState.RUNNING, RequestState.FAILED);
    assertThat(open.requests().get(1).attempts()).isEqualTo(1);
    assertThat(open.requests().get(2).reason()).isEqualTo("no reason");
    assertThat(open.requests().get(2).target()).isEqualTo("/failed");
  }

  @Test
  void whatIsNoLogIsRefused() {
    assertThatThrownBy(() -> LogInspection.of(directory.resolve("nothing")))
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining("is none, or cannot be read");
  }
}
