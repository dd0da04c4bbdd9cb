package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.durable.Body;
import dev.penstock.durable.DurablePolicy;
import dev.penstock.durable.Logs;
import dev.penstock.durable.Message;
import dev.penstock.durable.NewRequest;
import dev.penstock.durable.RequestId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions about durable requests that are odd, or that not everybody may ask. */
class RequestRoutesTest {
  @TempDir private Path folder;

  private Logs logs(String name) {
    DurablePolicy policy =
        new DurablePolicy(
            false, Duration.ofHours(1), Duration.ofHours(1), 10, 3, Duration.ofSeconds(1), 2);
    return Logs.open(
        folder.resolve(name),
        Map.of("app", policy, "gone", policy),
        name,
        log -> "",
        System::currentTimeMillis);
  }

  private static RequestId accepted(Logs logs, String application) {
    Message message = new Message(List.of(), new Body.Inline(Buffer.buffer("x")));
    return Site.await(logs.own().accept(new NewRequest(application, "POST", "/", null, message)));
  }

  /** A site that answers for a log, and has the application "app". */
  private static Site site(Logs logs, @Nullable IntFunction<String> urls) {
    Site site = new Site();
    site.mount("app", "/", router -> router.get("/").respond(c -> Future.succeededFuture("fine")));
    site.listener.serve(
        new RequestRoutes(
            site.listener,
            site.vertx,
            logs,
            (id, answer) -> Future.succeededFuture(Optional.empty()),
            urls,
            Optional.empty()));
    return site;
  }

  private static JsonObject ask(Site site, String target) {
    return Site.await(
        site.vertx
            .createHttpClient()
            .request(
                new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setHost("127.0.0.1")
                    .setPort(site.listener.port())
                    .setURI(target))
            .compose(request -> request.send())
            .compose(HttpClientResponse::body)
            .map(Buffer::toJsonObject));
  }

  @Test
  void aMalformedQueryIsTheClientsFault() {
    try (Logs logs = logs("its");
        Site site = site(logs, null)) {
      RequestId id = accepted(logs, "app");

      assertThat(ask(site, "/-/requests/" + id + "?wait=%zz").getInteger("status")).isEqualTo(400);
    }
  }

  @Test
  void nobodyIsToldOfRequestsWhoseApplicationIsNotThereToAskForItsToken() {
    try (Logs logs = logs("its");
        Site site = site(logs, null)) {
      RequestId id = accepted(logs, "gone");

      JsonObject told = ask(site, "/-/requests/" + id);
      assertThat(told.getInteger("status")).isEqualTo(503);
      assertThat(told.getString("detail")).contains("Application gone does not serve");
    }
  }

  @Test
  void aQuestionThatNamesAnotherHostIsPassedOnToTheNodeOfTheRequestAllTheSame() {
    try (Logs its = logs("its");
        Logs other = logs("other");
        Site owner = site(its, null);
        Site asked = site(other, log -> owner.listener.url())) {
      RequestId id = accepted(its, "app");

      // Behind the address of a node, what stands before an @ is the name of a user.
      JsonObject told = ask(asked, "@127.0.0.1:1/x://host/-/requests/" + id + "?wait=1ms");
      assertThat(told.getString("state")).isEqualTo("pending");
    }
  }
}
