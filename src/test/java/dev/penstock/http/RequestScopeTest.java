package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Blob;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an ingress makes for a request is closed when the request is over, however it ends. */
class RequestScopeTest {
  private static final int SIZE = 100_000;

  private final Site site = Site.ofBodies(1 << 20, false, Optional.empty());
  private final CompletableFuture<Blob> made = new CompletableFuture<>();
  private OpenStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    store = new OpenStore(directory, 64 << 20);
    site.mount("scopes", "/", this::routes);
  }

  @AfterEach
  void close() {
    try {
      site.close();
    } finally {
      store.close();
    }
  }

  private void routes(Router router) {
    router.route().handler(this::make);
    router.get("/answered").handler(ctx -> ctx.end("done"));
    router.get("/empty").handler(ctx -> ctx.response().setStatusCode(204).end());
    router
        .get("/written")
        .handler(
            ctx -> {
              ctx.response().setChunked(true).write("a");
              ctx.response().end("b");
            });
    router.get("/file").handler(ctx -> ctx.response().sendFile("pom.xml"));
    router
        .get("/failed")
        .handler(
            ctx -> {
              throw new IllegalArgumentException("not on a day like this");
            });
    router.get("/never").handler(ctx -> {});
    router.get("/worker").handler(ctx -> ctx.vertx().executeBlocking(() -> ctx.end("there")));
    router.get("/large").handler(ctx -> ctx.end(Buffer.buffer(new byte[20_000_000])));
  }

  private void make(RoutingContext ctx) {
    made.complete(Blob.overwrite(SIZE, bytes -> {}));
    ctx.next();
  }

  private Blob blob() throws Exception {
    return made.get(20, TimeUnit.SECONDS);
  }

  private void assertClosed() throws Exception {
    Blob blob = blob();
    store.awaitEmpty();
    assertThatThrownBy(blob::length)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was closed at the end of a request");
  }

  @ParameterizedTest
  @CsvSource({
    "/answered, 200",
    "/empty, 204",
    "/written, 200",
    "/file, 200",
    "/failed, 500",
    "/nowhere, 404",
    "/worker, 200",
    "/large, 200"
  })
  void endsWithTheAnswer(String path, int status) throws Exception {
    assertThat(site.get(path).statusCode()).isEqualTo(status);

    assertClosed();
  }

  @Test
  void endsWithTheAnswerOfTheDeadline() throws Exception {
    assertThat(site.get("/never", "X-Request-Timeout-Ms", "20").statusCode()).isEqualTo(504);

    assertClosed();
  }

  private Socket get(String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), site.listener.port()));
    String request = "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void endsWhenTheClientIsGone() throws Exception {
    try (Socket socket = get("/never")) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(blob().length()).isEqualTo(SIZE);
    }

    assertClosed();
  }

  @Test
  void lastsUntilTheLastByteIsWritten() throws Exception {
    try (Socket socket = get("/large")) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      // The route is long done; most of the answer is not out yet.
      assertThat(blob().length()).isEqualTo(SIZE);
      assertThat(socket.getInputStream().skip(20_000_000)).isPositive();
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }

    assertClosed();
  }

  @Test
  void endsWithTheStreamOfHttp2() throws Exception {
    HttpClient client =
        site.vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    Site.await(
        client
            .request(HttpMethod.GET, site.listener.port(), "127.0.0.1", "/never")
            .map(
                request -> {
                  request.send();
                  made.thenRun(() -> request.reset(8));
                  return request;
                }));

    assertClosed();
    Site.await(client.close());
  }

  @Test
  void endsWhenTheNodeIsClosed() throws Exception {
    try (Socket socket = get("/never")) {
      assertThat(blob().length()).isEqualTo(SIZE);
      Site.await(site.listener.close());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    assertClosed();
  }

  @Test
  void goesOverToTheSocketThatTheRequestBecomes() {
    Promise<ServerWebSocket> opened = Promise.promise();
    site.mount(
        "sockets",
        "/socket",
        router ->
            router
                .get("/")
                .handler(
                    ctx -> {
                      made.complete(Blob.overwrite(SIZE, bytes -> {}));
                      ctx.request().toWebSocket().onComplete(opened);
                    }));
    WebSocketClient sockets = site.vertx.createWebSocketClient();
    WebSocket client = Site.await(sockets.connect(site.listener.port(), "127.0.0.1", "/socket"));

    Site.await(opened.future());
    assertThat(made.join().length()).isEqualTo(SIZE);
    Site.await(client.close());
    Site.await(sockets.close());
  }
}
