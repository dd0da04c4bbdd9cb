package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Durable requests of an application that is reached by TLS alone. */
class DurableTlsTest {
  private static final String CONFIG =
      """
      { "http": { "port": 0, "eventLoops": 2, "tls": { "key": "%1$s/key.pem", "cert": "%1$s/cert.pem" } },
        "admin": { "enabled": false },
        "applications": [{ "name": "app", "root": "Model", "async": { "directory": "requests" },
          "deployments": { "Model": { "class": "dev.penstock.examples.EchoModel" } } }] }
      """
          .formatted(Path.of("src/test/resources/tls").toAbsolutePath());

  @TempDir private Path folder;

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static HttpClientResponse send(
      HttpClientAgent client, HttpMethod method, String url, String body) throws Exception {
    return await(
        client
            .request(new RequestOptions().setMethod(method).setAbsoluteURI(url))
            .compose(request -> request.putHeader("prefer", "respond-async").send(body))
            .compose(response -> response.body().map(response)));
  }

  @Test
  void areAcceptedAndRun() throws Exception {
    Path file = Files.writeString(folder.resolve("tls.json"), CONFIG);
    Vertx vertx = Vertx.vertx();
    try (Penstock penstock =
        Penstock.settings(new JsonObject().put("store", RunningNode.store())).run(file)) {
      assertThat(penstock.url()).startsWith("https://");
      HttpClientAgent client =
          vertx.createHttpClient(new HttpClientOptions().setTrustAll(true).setVerifyHost(false));

      HttpClientResponse accepted = send(client, HttpMethod.POST, penstock.url() + "/", "hello");
      assertThat(accepted.statusCode()).isEqualTo(202);
      String location = penstock.url() + accepted.getHeader("location");
      JsonObject told =
          await(
              send(client, HttpMethod.GET, location + "?wait=20s", "")
                  .body()
                  .map(Buffer::toJsonObject));
      assertThat(told.getJsonObject("result").getString("body")).contains("hello");
    } finally {
      await(vertx.close());
    }
  }
}
