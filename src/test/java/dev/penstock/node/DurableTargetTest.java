package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Durable requests whose path and query are as long as the listener allows. */
class DurableTargetTest {
  private static final String CONFIG =
      """
      { "http": { "port": 0, "eventLoops": 2, "maxRequestLine": "32KiB" },
        "admin": { "enabled": false },
        "applications": [{ "name": "app", "root": "Model", "async": { "directory": "requests" },
          "deployments": { "Model": { "class": "dev.penstock.examples.EchoModel" } } }] }
      """;

  @TempDir private Path folder;

  @Test
  void whatWasAcceptedIsNotTooLongWhenItRuns() throws Exception {
    Path file = Files.writeString(folder.resolve("long.json"), CONFIG);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try (Penstock penstock =
        Penstock.settings(new JsonObject().put("store", RunningNode.store())).run(file)) {
      URI target = URI.create(penstock.url() + "/?q=" + "a".repeat(20_000));
      var accepted =
          client.send(
              HttpRequest.newBuilder(target)
                  .header("Prefer", "respond-async")
                  .POST(BodyPublishers.ofString("hello"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(accepted.statusCode()).isEqualTo(202);

      URI location =
          URI.create(penstock.url() + accepted.headers().firstValue("location").orElseThrow());
      var told =
          client.send(
              HttpRequest.newBuilder(URI.create(location + "?wait=20s")).build(),
              BodyHandlers.ofString());
      assertThat(new JsonObject(told.body()).getJsonObject("result").getInteger("status"))
          .isEqualTo(200);
    }
  }
}
