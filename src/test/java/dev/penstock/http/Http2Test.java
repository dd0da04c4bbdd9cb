package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Blob;
import dev.penstock.StartFailedException;
import dev.penstock.config.HttpLimits;
import dev.penstock.config.TlsConfig;
import dev.penstock.message.CancelSignal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2, in clear text and over TLS: what holds for HTTP/1.1 holds there too. */
class Http2Test {
  private static final Path FILES = Path.of("src/test/resources/tls").toAbsolutePath();
  private static final TlsConfig TLS =
      new TlsConfig(FILES.resolve("key.pem"), FILES.resolve("cert.pem"));

  private final CompletableFuture<RoutingContext> waiting = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  // Vert.x closes a client that the garbage collector finds.
  private final List<HttpClient> clients = new ArrayList<>();
  private Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private Site mount() {
    return site.mount("root", "/", this::routes);
  }

  private void routes(Router router) {
    router.post("/read").respond(ctx -> ctx.request().body().map(body -> "read " + body.length()));
    router.head("/read").handler(ctx -> ctx.end("for the length of it"));
    router
        .head("/blob")
        .handler(
            ctx -> {
              ctx.response().setStatusCode(204);
              Blob.of(new byte[] {1}).send(ctx, "image/x");
            });
    router.get("/status/:code").handler(ctx -> ctx.response().setStatusCode(code(ctx)).end("none"));
    router
        .get("/parts/:code")
        .handler(
            ctx -> {
              ctx.response().setStatusCode(code(ctx)).setChunked(true).write("no part");
              ctx.end("nor end");
            });
    router.get("/never").handler(ctx -> {});
    router
        .get("/wait")
        .handler(
            ctx -> {
              ctx.response().closeHandler(v -> gone.complete(null));
              waiting.complete(ctx);
            });
  }

  private static int code(RoutingContext ctx) {
    return Integer.parseInt(ctx.pathParam("code"));
  }

  private HttpClient client(boolean tls) {
    HttpClient client =
        site.vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setSsl(tls)
                .setUseAlpn(tls)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(site.listener.port()));
    clients.add(client);
    return client;
  }

  private static HttpClientResponse send(
      HttpClient client, HttpMethod method, String path, Buffer body, String... header) {
    return Site.await(
        client
            .request(method, path)
            .compose(
                request -> {
                  if (header.length > 0) {
                    request.putHeader(header[0], header[1]);
                  }
                  return request.send(body).compose(r -> r.body().map(all -> r));
                }));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void servesHttp2(boolean tls) {
    if (tls) {
      site.close();
      site = Site.secure(TLS);
      assertThat(site.listener.url()).startsWith("https://");
    }
    mount();

    HttpClientResponse answer = send(client(tls), HttpMethod.POST, "/read", Buffer.buffer("hi"));

    assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().result()).hasToString("read 2");
    assertThat(answer.getHeader("x-request-id")).isNotEmpty();
    assertThat(answer.getHeader("connection")).isNull();
  }

  /** RFC 9113 section 8.1.1: a body would be an error of the protocol, and of the whole stream. */
  @ParameterizedTest
  @CsvSource({
    "HEAD, /read, 200",
    "HEAD, /blob, 204",
    "HEAD, /never, 405",
    "HEAD, /none, 404",
    "GET, /status/204, 204",
    "GET, /status/304, 304",
    "GET, /parts/304, 304"
  })
  void sendsNoBodyWhereThereIsNone(String method, String path, int status) {
    mount();
    HttpClient client = client(false);

    for (int i = 0; i < 3; i++) {
      HttpClientResponse answer = send(client, HttpMethod.valueOf(method), path, Buffer.buffer());
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(Site.await(answer.body()).length()).isZero();
      assertThat(answer.getHeader("content-length")).isNull();
    }
  }

  @Test
  void refusesOverHttp2AsOverHttp1() {
    mount();
    HttpClient client = client(false);

    HttpClientResponse late =
        send(client, HttpMethod.GET, "/never", Buffer.buffer(), "x-request-timeout-ms", "100");
    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(late.getHeader("content-type")).isEqualTo("application/problem+json");
    Buffer large = Buffer.buffer(new byte[Site.MAX_BODY + 1]);
    assertThat(send(client, HttpMethod.POST, "/read", large).statusCode()).isEqualTo(413);
    assertThat(send(client, HttpMethod.POST, "/read", Buffer.buffer("hi")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void givesUpARequestWhoseStreamIsReset() throws Exception {
    mount();
    HttpClientRequest request = Site.await(client(false).request(HttpMethod.GET, "/wait"));
    request.send();
    waiting.get(30, TimeUnit.SECONDS);

    request.reset(8);

    gone.get(30, TimeUnit.SECONDS);
    OpenStore.await(() -> site.listener.inFlight() == 0);
  }

  @Test
  void letsStreamsFinishWhenItIsDrained() throws Exception {
    mount();
    HttpClient client = client(false);
    Promise<Void> told = Promise.promise();
    HttpClientRequest request = Site.await(client.request(HttpMethod.GET, "/wait"));
    request.connection().goAwayHandler(goAway -> told.complete());
    // Asked for at once: an answer that comes before anybody wants its body is lost.
    Future<Buffer> answer = request.send().compose(HttpClientResponse::body);
    RoutingContext open = waiting.get(30, TimeUnit.SECONDS);

    Future<Void> drained = site.listener.drain(Duration.ofSeconds(20));
    Site.await(told.future());
    open.vertx().runOnContext(v -> open.end("finished"));

    assertThat(Site.await(answer)).hasToString("finished");
    Site.await(drained);
  }

  @ParameterizedTest
  @CsvSource({
    "missing.pem, cert.pem, http.tls.key: , does not exist",
    "key.pem, missing.pem, http.tls.cert: , does not exist",
    "cert.pem, cert.pem, http.tls.key: , no private key",
    "key.pem, key.pem, http.tls.cert: , certificate",
    "other-key.pem, cert.pem, http.tls.key: , is not the key of the certificate"
  })
  void saysWhatIsWrongWithTheCertificate(String key, String cert, String place, String wrong) {
    TlsConfig files = new TlsConfig(FILES.resolve(key), FILES.resolve(cert));
    Vertx vertx = site.vertx;

    Future<HttpListener> opened =
        HttpListener.open(
            vertx,
            Site.config(HttpLimits.DEFAULT, Optional.of(files)),
            List::of,
            new CancelSignal(),
            Site.meters());

    assertThat(opened.cause())
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining(place)
        .hasMessageContaining(wrong);
  }

  @Test
  void refusesPlainHttpOnThePortOfTls() {
    site.close();
    site = Site.secure(TLS);
    mount();
    try (CapturedLog log = new CapturedLog()) {
      assertThat(site.raw("GET / HTTP/1.1\r\nHost: h\r\n\r\n")).doesNotContain("HTTP/1.1 2");
      assertThat(send(client(true), HttpMethod.POST, "/read", Buffer.buffer("a")).statusCode())
          .isEqualTo(200);
      assertThat(log.warnings()).isEmpty();
    }
  }
}
