package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Durable;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.Penstock;
import dev.penstock.Tensor;
import dev.penstock.node.Notes.Note;
import dev.penstock.node.Notes.Other;
import dev.penstock.node.Notes.Taker;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableCallsTest {
  @TempDir private Path folder;

  private Penstock start(boolean http, Class<?> notes) {
    Map<String, Object> async =
        Map.of(
            "directory",
            folder.resolve("requests").toString(),
            "maxAttempts",
            2,
            "backoff",
            "10ms");
    return Penstock.settings(
            new JsonObject()
                .put(
                    "http",
                    new JsonObject().put("enabled", http).put("eventLoops", 2).put("port", 0))
                .put("admin", new JsonObject().put("port", 0))
                .put("store", RunningNode.store())
                .put("shutdownTimeout", "1s"))
        .run(
            Application.of("app", Deployment.of("Notes", notes).bind()).async(async),
            Application.of("plain", Deployment.of("Another", Notes.Another.class).bind())
                .route("/plain"));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Throwable failure(Future<?> future) {
    return failure(future.toCompletionStage().toCompletableFuture());
  }

  private static Throwable failure(CompletableFuture<?> future) {
    try {
      future.get(20, TimeUnit.SECONDS);
      throw new AssertionError("it succeeded");
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static CallFailedException callFailure(Future<?> future) {
    return (CallFailedException) failure(future);
  }

  private static JsonObject ask(HttpRequest.Builder request) throws Exception {
    return new JsonObject(text(request));
  }

  private static String text(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
  }

  private static HttpRequest.Builder at(Penstock node, String path) {
    return HttpRequest.newBuilder(URI.create(node.url() + "/-/requests/" + path));
  }

  private static Durable<Taker> durable(Penstock node) {
    return Durable.of(node.handle("app", "Notes", Taker.class));
  }

  @BeforeEach
  void forgetEarlierCalls() {
    Notes.HELD.clear();
    Notes.CALLS.clear();
  }

  @Test
  void aCallRunsWithWhatItsHandleWasGivenAndItsResultIsKeptForLaterProcesses() throws Exception {
    String id;
    String whole;
    try (Penstock node = start(false, Notes.Plain.class)) {
      Taker taker =
          CallOptions.none()
              .modelId("large")
              .header("X-Tenant", "acme")
              .within(Duration.ofSeconds(30))
              .on(node.handle("app", "Notes", Taker.class));
      Durable<Taker> durable = Durable.of(taker);
      id = get(durable.submit(notes -> notes.take("first")));
      whole = get(durable.submit(notes -> notes.takeAll(List.of("of", "default"))));
      Note note = get(durable.<Note>result(id));
      assertThat(note).isEqualTo(new Note("first", 1, id, "large", "acme"));
    }
    try (Penstock node = start(false, Notes.Plain.class)) {
      assertThat(get(durable(node).<Note>result(id)).text()).isEqualTo("first");
      assertThat(get(durable(node).<Note>result(whole)).text()).isEqualTo("of default");
      assertThat(Notes.calls("first")).isEqualTo(1);
    }
  }

  @Test
  void aNodeThatTakesOverALogHasTheResultsOfItsCalls() throws Exception {
    String id;
    try (Penstock node = start(false, Notes.Plain.class)) {
      id = get(durable(node).submit(notes -> notes.take("first")));
      get(durable(node).<Note>result(id));
    }
    Path gone = Files.move(folder.resolve("requests"), folder.resolve("gone"));
    try (Penstock node = start(false, Notes.Plain.class)) {
      assertThat(callFailure(durable(node).<Note>result(id)))
          .hasMessageContaining("in the log of another node");
      JsonObject told =
          ask(
              HttpRequest.newBuilder(URI.create(node.adminUrl().orElseThrow() + "/api/logs/adopt"))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          new JsonObject().put("directory", gone.toString()).encode())));
      assertThat(told.getInteger("requests")).as(told.encode()).isEqualTo(1);
      assertThat(get(durable(node).<Note>result(id)).text()).isEqualTo("first");
    }
  }

  @Test
  void largeValuesTensorsAndBlockingMethodsComeAndGo() throws Exception {
    byte[] large = new byte[300_000];
    large[299_999] = 7;
    float[] values = new float[100_000];
    values[99_999] = 7;
    try (Penstock node = start(false, Notes.Plain.class)) {
      Durable<Taker> durable = durable(node);
      Future<String> bytes = durable.submit(notes -> notes.twice(large));
      large[299_999] = 8;
      Future<String> tensor;
      try (Tensor given = Tensor.of(values, 100_000)) {
        tensor = durable.submit(notes -> notes.same(given));
      }
      byte[] twice = get(durable.result(get(bytes)));
      assertThat(twice).hasSize(600_000);
      assertThat(twice[599_999]).isEqualTo((byte) 7);
      try (Tensor same = get(durable.result(get(tensor)))) {
        assertThat(same.floats().get(99_999)).isEqualTo(7f);
      }
      String number = get(durable.submit(notes -> notes.blocking(4)));
      assertThat(get(durable.<Integer>result(number))).isEqualTo(5);
    }
  }

  @Test
  void whatIsNoSingleCallIsRefused() throws Exception {
    try (Penstock node = start(false, Notes.Plain.class)) {
      Durable<Taker> durable = durable(node);
      assertThat(failure(durable.submit(notes -> {})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("this one called none");
      assertThat(
              failure(
                  durable.submit(
                      notes -> {
                        notes.take("a");
                        notes.twice(new byte[1]);
                      })))
          .hasMessageContaining("called app/Notes.take and then twice");
      assertThat(failure(durable.submit(notes -> notes.stream("a"))))
          .hasMessageContaining("app/Notes.stream streams");
      assertThat(failure(durable.submit("", notes -> notes.take("a"))))
          .hasMessageContaining("1 to 256 characters");
      assertThatThrownBy(() -> Durable.of("no handle")).hasMessageContaining("is no handle");
      assertThatThrownBy(() -> Durable.of(node.handle("app", "Notes", Handle.class)))
          .hasMessageContaining("typed by a contract");
      Durable<Other> plain = Durable.of(node.handle("plain", "Another", Other.class));
      assertThat(failure(plain.submit(other -> other.other("a"))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("application plain takes no durable requests");
    }
  }

  @Test
  void resultsOfOtherRequestsAreRefused() throws Exception {
    try (Penstock node = start(false, Notes.Plain.class)) {
      Durable<Other> plain = Durable.of(node.handle("plain", "Another", Other.class));
      String id = get(durable(node).submit(notes -> notes.take("mine")));
      CallFailedException refused = callFailure(plain.result(id));
      assertThat(refused.failure()).isEqualTo(Failure.BAD_ARGUMENT);
      assertThat(refused).hasMessageContaining("a call of app/Notes.take, not of plain/Another");
      assertThat(failure(durable(node).result("x"))).hasMessageContaining("it is no id");
      assertThat(failure(durable(node).result("0".repeat(32))))
          .hasMessageContaining("in the log of another node");
    }
  }

  @Test
  void aKeyGivesTheFirstRequest() throws Exception {
    try (Penstock node = start(false, Notes.Plain.class)) {
      String first = get(durable(node).submit("k", notes -> notes.take("keyed")));
      String again = get(durable(node).submit("k", notes -> notes.take("other")));
      assertThat(again).isEqualTo(first);
    }
  }

  @Test
  void failuresOfUserCodeAreTriedAgainAndBadArgumentsAreNot() throws Exception {
    try (Penstock node = start(true, Notes.Plain.class)) {
      Durable<Taker> durable = durable(node);
      String broken = get(durable.submit(notes -> notes.fails("broken")));
      String bad = get(durable.submit(notes -> notes.fails("bad")));
      CallFailedException told = callFailure(durable.result(broken));
      assertThat(told.failure()).isEqualTo(Failure.USER_ERROR);
      assertThat(told.errorId()).isPresent();
      assertThat(Notes.calls("broken")).isEqualTo(2);
      told = callFailure(durable.result(bad));
      assertThat(told.failure()).isEqualTo(Failure.BAD_ARGUMENT);
      assertThat(told).hasMessageContaining("no such note: bad");
      assertThat(Notes.calls("bad")).isEqualTo(1);
      JsonObject report = ask(at(node, bad));
      assertThat(report.getString("state")).isEqualTo("failed");
      assertThat(report.getJsonObject("problem").getString("detail"))
          .isEqualTo("attempt 1 of 2 answered 400: no such note: bad");
    }
  }

  @Test
  void theyAreToldOfAndCancelledOverHttp() throws Exception {
    try (Penstock node = start(true, Notes.Plain.class)) {
      Durable<Taker> durable = durable(node);
      String id = get(durable.submit(notes -> notes.take("told")));
      JsonObject report = ask(at(node, id + "?wait=20s"));
      assertThat(report.getString("call")).isEqualTo("app/Notes.take");
      assertThat(report.getJsonObject("result").getJsonObject("body").getString("text"))
          .isEqualTo("told");
      assertThat(ask(at(node, id + "/result")).getString("requestId")).isEqualTo(id);

      String held = get(durable.submit(notes -> notes.hold("held")));
      assertThat(Watched.next(Notes.HELD)).isEqualTo("held");
      Future<Void> result = durable.result(held);
      assertThat(ask(at(node, held).DELETE()).getString("state")).isEqualTo("cancelled");
      assertThat(callFailure(result).failure()).isEqualTo(Failure.CANCELLED);
      assertThat(Watched.next(Notes.HELD)).isEqualTo("cancelled held");
    }
  }

  @Test
  void aCallThatRunsWhenItsNodeStopsRunsAgainAndFailsIfItsMethodHasChanged() throws Exception {
    String id;
    CompletableFuture<Void> result;
    try (Penstock node = start(false, Notes.Plain.class)) {
      id = get(durable(node).submit(notes -> notes.hold("over")));
      assertThat(Watched.next(Notes.HELD)).isEqualTo("over");
      // Before the node is closed: its event loops end with it.
      result = durable(node).<Void>result(id).toCompletionStage().toCompletableFuture();
    }
    assertThat(failure(result)).hasMessage("the node is going down");
    try (Penstock node = start(true, Notes.Newer.class)) {
      JsonObject report = ask(at(node, id + "?wait=20s"));
      assertThat(report.getString("state")).isEqualTo("failed");
      assertThat(report.getInteger("attempts")).isEqualTo(1);
      assertThat(report.getJsonObject("problem").getString("detail"))
          .contains("app/Notes.hold: the method has other parameters");
    }
  }

  @Test
  void operatorsSeeHowManyThereAre() throws Exception {
    try (Penstock node = start(false, Notes.Plain.class)) {
      Durable<Taker> durable = durable(node);
      get(durable.result(get(durable.submit(notes -> notes.take("counted")))));
      failure(durable.result(get(durable.submit(notes -> notes.fails("bad")))));
      get(durable.submit(notes -> notes.hold("counted")));
      assertThat(Watched.next(Notes.HELD)).isEqualTo("counted");

      URI admin = URI.create(node.adminUrl().orElseThrow());
      JsonObject app =
          ask(HttpRequest.newBuilder(admin.resolve("/api/status")))
              .getJsonArray("applications")
              .getJsonObject(0);
      assertThat(app.getJsonObject("durable").getMap())
          .containsEntry("pending", 0)
          .containsEntry("running", 1)
          .containsEntry("accepted", 3)
          .containsEntry("succeeded", 1)
          .containsEntry("failed", 1)
          .containsEntry("cancelled", 0);
      assertThat(text(HttpRequest.newBuilder(admin.resolve("/metrics"))))
          .contains("penstock_durable_requests{application=\"app\",state=\"running\"} 1.0")
          .contains(
              "penstock_durable_requests_ended_total{application=\"app\",state=\"failed\"} 1.0")
          .contains("penstock_durable_accept_seconds_count{application=\"app\"} 3");
    }
  }
}
