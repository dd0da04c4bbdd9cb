package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Blob;
import dev.penstock.Tensor;
import dev.penstock.config.HttpLimits;
import dev.penstock.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs as answers: sent from where they lie, and held until the last byte is out. */
class BlobAnswersTest {
  private static final Path FILES = Path.of("src/test/resources/tls").toAbsolutePath();
  private static final TlsConfig TLS =
      new TlsConfig(FILES.resolve("key.pem"), FILES.resolve("cert.pem"));
  private static final int LARGE = 20_000_000;

  private OpenStore store;
  private Site site = new Site();

  @BeforeEach
  void open(@TempDir Path directory) {
    store = new OpenStore(directory, 96 << 20);
  }

  @AfterEach
  void close() {
    site.close();
    store.close();
  }

  private void serve(boolean compression, boolean tls) {
    site.close();
    site = Site.ofBodies(96 << 20, compression, tls ? Optional.of(TLS) : Optional.empty());
    site.mount("blobs", "/", BlobAnswersTest::routes);
  }

  private static void routes(Router router) {
    router.route("/blob").handler(ctx -> made(ctx).onSuccess(b -> b.send(ctx, "image/x")));
    router
        .get("/chunked")
        .handler(
            ctx -> {
              ctx.response().setChunked(true);
              made(ctx).onSuccess(b -> b.send(ctx, "image/x"));
            });
    router
        .get("/json")
        .respond(
            ctx ->
                Future.succeededFuture(
                    Map.of("scores", Tensor.of(new float[] {1, Float.NaN}, 1, 2), "raw", small())));
    router.get("/blob.json").respond(ctx -> Future.succeededFuture(small()));
    router.get("/buffer").handler(ctx -> made(ctx).onSuccess(b -> ctx.end(b.buffer())));
    router.post("/upload").respond(ctx -> Blob.body(ctx).map(b -> "" + b.length()));
  }

  private static Blob small() {
    return Blob.of(new byte[] {1, 2, 3});
  }

  private static Future<Blob> made(RoutingContext ctx) {
    return Blob.writeAsync(Integer.parseInt(ctx.request().getParam("size")), BlobAnswersTest::fill);
  }

  private static void fill(ByteBuffer bytes) {
    for (int i = 0; bytes.hasRemaining(); i++) {
      bytes.put(at(i));
    }
  }

  private static byte at(int index) {
    return (byte) (index * 31 + (index >>> 8) * 7);
  }

  private static void assertWhole(byte[] received, int size) {
    assertThat(received).hasSize(size);
    for (int i = 0; i < size; i++) {
      if (received[i] != at(i)) {
        assertThat(received[i]).as("byte %d", i).isEqualTo(at(i));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, false", "false, false, true", "false, true, false",
    "true, false, false", "true, true, true", "true, true, false"
  })
  void sendsABlobAsItIs(boolean http2, boolean tls, boolean compression) throws Exception {
    serve(compression, tls);
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setHttp2ClearTextUpgrade(false)
            .setSsl(tls)
            .setUseAlpn(tls)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setDecompressionSupported(compression);
    HttpClient client = site.vertx.createHttpClient(options);

    for (int size : new int[] {0, 10, 1 << 20, LARGE}) {
      HttpClientResponse head = ask(client, HttpMethod.HEAD, size).head();
      assertThat(head.getHeader("content-type")).isEqualTo("image/x");
      assertThat(head.getHeader("x-content-type-options")).isEqualTo("nosniff");
      Answer answer = ask(client, HttpMethod.GET, size);
      if (!compression) {
        assertThat(head.getHeader("content-length")).isEqualTo("" + size);
        assertThat(answer.head().getHeader("content-length")).isEqualTo("" + size);
      }
      assertWhole(answer.body().getBytes(), size);
    }
    store.awaitEmpty();
    Site.await(client.close());
  }

  private record Answer(HttpClientResponse head, Buffer body) {}

  private Answer ask(HttpClient client, HttpMethod method, int size) {
    return Site.await(
        client
            .request(method, site.listener.port(), "127.0.0.1", "/blob?size=" + size)
            .compose(request -> request.send())
            .compose(head -> head.body().map(body -> new Answer(head, body))));
  }

  private Socket slowReader(String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), site.listener.port()));
    String request = "GET " + path + "?size=" + LARGE + " HTTP/1.1\r\nHost: h\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/blob", "/buffer"})
  void readsRightWhileOthersUseTheStore(String path) throws Exception {
    serve(false, false);
    try (Socket socket = slowReader(path)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      skipHead(in);
      // The request is long over for the route; memory that was freed would be poisoned or reused.
      for (int i = 0; i < 20; i++) {
        site.send("POST", "/upload", BodyPublishers.ofByteArray(new byte[LARGE / 4]));
      }
      OpenStore.await(() -> store.used() >= LARGE && store.status().objects() == 1);
      byte[] received = new byte[LARGE];
      in.readFully(received);

      assertWhole(received, LARGE);
    }
    if (path.equals("/blob")) {
      store.awaitEmpty();
    } else {
      store.awaitCollected();
    }
  }

  private static void skipHead(DataInputStream in) throws IOException {
    for (int ends = 0; ends < 4; ) {
      int next = in.read();
      ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "reset", "half-close"})
  void givesTheMemoryBackWhenTheClientStopsReading(String how) throws Exception {
    serve(false, false);
    try (Socket socket = slowReader("/blob")) {
      skipHead(new DataInputStream(socket.getInputStream()));
      assertThat(store.used()).isGreaterThanOrEqualTo(LARGE);
      if (how.equals("half-close")) {
        socket.shutdownOutput();
        store.awaitEmpty();
      }
      // Of a reset the other side is told at once, whatever it was sending.
      socket.setSoLinger(how.equals("reset"), 0);
    }
    store.awaitEmpty();
    OpenStore.await(() -> site.listener.inFlight() == 0);
  }

  @Test
  void givesTheMemoryBackWhenTheClientTakesNothingForLong() throws Exception {
    Duration limit = Duration.ofMillis(200);
    HttpLimits limits = new HttpLimits(20, 16 << 10, 8 << 10, limit, limit, limit);
    site.close();
    site = Site.ofBodies(1 << 20, false, limits, Optional.empty());
    site.mount("blobs", "/", BlobAnswersTest::routes);
    try (Socket socket = slowReader("/blob")) {
      skipHead(new DataInputStream(socket.getInputStream()));
      store.awaitEmpty();
      OpenStore.await(() -> site.listener.inFlight() == 0);
    }
  }

  @Test
  void givesTheMemoryBackWhenAStreamOfHttp2IsReset() {
    serve(false, false);
    HttpClient client =
        site.vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    String path = "/blob?size=" + LARGE;
    Site.await(
        client
            .request(HttpMethod.GET, site.listener.port(), "127.0.0.1", path)
            .compose(
                request ->
                    request
                        .send()
                        .map(
                            response -> {
                              response.pause().exceptionHandler(reset -> {});
                              assertThat(store.used()).isGreaterThanOrEqualTo(LARGE);
                              return request.reset(8);
                            })));

    store.awaitEmpty();
    Site.await(client.close());
  }

  /** A length beside chunks would be read in two ways by two readers: RFC 9112 section 6.2. */
  @Test
  void tellsNoLengthOfChunks() {
    serve(false, false);

    HttpResponse<String> answer = site.get("/chunked?size=10");

    assertThat(answer.headers().firstValue("transfer-encoding")).hasValue("chunked");
    assertThat(answer.headers().firstValue("content-length")).isEmpty();
    assertThat(answer.body()).hasSize(10);
  }

  @Test
  void respondsWithTensorsAndBlobsAsJson() {
    serve(false, false);

    assertThat(new JsonObject(site.get("/json").body()))
        .isEqualTo(
            new JsonObject(
                """
                {"scores": {"datatype": "FP32", "shape": [1, 2], "data": [1.0, "NaN"]},
                 "raw": "AQID"}
                """));
    assertThat(site.get("/blob.json").body()).isEqualTo("\"AQID\"");
  }

  @Test
  void refusesAnotherEndWhileTheFirstIsUnderWay() {
    serve(false, false);
    Buffer large = Buffer.buffer(new byte[LARGE]);
    site.mount(
        "twice",
        "/twice",
        router ->
            router
                .get("/")
                .handler(
                    ctx -> {
                      ctx.response().end(large);
                      assertThat(ctx.response().ended()).isTrue();
                      try {
                        ctx.response().end("more");
                      } catch (IllegalStateException twice) {
                        ctx.put("refused", true);
                      }
                      if (ctx.get("refused") == null) {
                        ctx.request().connection().close();
                      }
                    }));

    assertThat(site.get("/twice").body()).hasSize(LARGE);
  }
}
