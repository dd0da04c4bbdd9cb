package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.TlsConfig;
import dev.penstock.durable.Body;
import dev.penstock.durable.DurablePolicy;
import dev.penstock.durable.Logs;
import dev.penstock.durable.Message;
import dev.penstock.durable.NewRequest;
import dev.penstock.durable.RequestId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions that a node asks another one over TLS. */
class ForwardedRequestsTest {
  private static final Path FILES = Path.of("src/test/resources/tls").toAbsolutePath();
  private static final TlsConfig TLS =
      new TlsConfig(FILES.resolve("key.pem"), FILES.resolve("cert.pem"));

  private static final CallResults NONE = (id, answer) -> Future.succeededFuture(Optional.empty());

  @TempDir private Path folder;

  private Logs logs(String name) {
    DurablePolicy policy =
        new DurablePolicy(
            false, Duration.ofHours(1), Duration.ofHours(1), 10, 3, Duration.ofSeconds(1), 2);
    return Logs.open(
        folder.resolve(name), Map.of("app", policy), name, log -> "", System::currentTimeMillis);
  }

  private static RequestId accepted(Logs logs) {
    Message message = new Message(List.of(), new Body.Inline(Buffer.buffer("x")));
    return Site.await(logs.own().accept(new NewRequest("app", "POST", "/", null, message)));
  }

  private static JsonObject ask(Site site, RequestId id) {
    return Site.await(
        site.vertx
            .createHttpClient(new HttpClientOptions().setTrustAll(true).setVerifyHost(false))
            .request(
                new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(site.listener.url() + "/-/requests/" + id))
            .compose(request -> request.send())
            .compose(HttpClientResponse::body)
            .map(Buffer::toJsonObject));
  }

  @Test
  void aNodeWithTheSameCertificateIsTrusted() {
    try (Site owner = Site.secure(TLS);
        Site asked = Site.secure(TLS);
        Logs its = logs("its");
        Logs other = logs("other")) {
      owner.mount(
          "app", "/", router -> router.get("/").respond(c -> Future.succeededFuture("fine")));
      owner.listener.serve(
          new RequestRoutes(owner.listener, owner.vertx, its, NONE, log -> "", Optional.of(TLS)));
      asked.listener.serve(
          new RequestRoutes(
              asked.listener,
              asked.vertx,
              other,
              NONE,
              log -> owner.listener.url(),
              Optional.of(TLS)));
      RequestId id = accepted(its);

      assertThat(ask(asked, id).getString("state")).isEqualTo("pending");
    }
  }

  @Test
  void aNodeWithAnotherCertificateThatNobodyVouchesForIsNotAsked() {
    try (Site owner = Site.secure(TLS);
        Site asked = new Site();
        Logs its = logs("its");
        Logs other = logs("other")) {
      owner.listener.serve(
          new RequestRoutes(owner.listener, owner.vertx, its, NONE, log -> "", Optional.of(TLS)));
      asked.listener.serve(
          new RequestRoutes(
              asked.listener,
              asked.vertx,
              other,
              NONE,
              log -> owner.listener.url(),
              Optional.empty()));
      RequestId id = accepted(its);

      assertThat(ask(asked, id).getInteger("status")).isEqualTo(502);
    }
  }
}
