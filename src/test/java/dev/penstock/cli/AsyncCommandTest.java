package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.durable.Body;
import dev.penstock.durable.DurablePolicy;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.Message;
import dev.penstock.durable.NewRequest;
import dev.penstock.durable.RequestId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AsyncCommandTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int show(Object... arguments) {
    return new CommandLine(new AsyncCommand.Show())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
  }

  private RequestId accepted() {
    DurablePolicy policy =
        new DurablePolicy(
            false, Duration.ofHours(1), Duration.ofHours(1), 100, 3, Duration.ofSeconds(1), 2);
    Message message = new Message(List.of(), new Body.Inline(Buffer.buffer("x")));
    try (DurableRequests requests =
        DurableRequests.open(directory, Map.of("app", policy), System::currentTimeMillis)) {
      return requests
          .accept(new NewRequest("app", "POST", "/a?b", null, message))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }

  @Test
  void printsARowForEachRequestThatIsAskedFor() {
    RequestId id = accepted();

    assertThat(show(directory)).isZero();
    assertThat(out.toString())
        .startsWith("Log " + directory + ": 1 request, 1 pending")
        .contains(id.toString())
        .contains("POST /a?b");
    out.getBuffer().setLength(0);
    assertThat(show(directory, "--state", "failed")).isZero();
    assertThat(out.toString()).doesNotContain(id.toString());
  }

  @Test
  void printsALineOfJsonForEachRequest() {
    RequestId id = accepted();

    assertThat(show(directory, "--format", "json")).isZero();
    JsonObject line = new JsonObject(out.toString());
    assertThat(line.getString("id")).isEqualTo(id.toString());
    assertThat(line.getString("state")).isEqualTo("pending");
  }

  @Test
  void whatIsNoLogIsAnErrorOfUsage() {
    assertThat(show(directory.resolve("none"))).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: the log of requests in ");
  }
}
