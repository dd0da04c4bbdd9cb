package dev.penstock.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Blob;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are read as blobs, in whatever way they come. */
class BlobBodyTest {
  private final Site site = Site.ofBodies(64 << 20, false, Optional.empty());
  private OpenStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    store = new OpenStore(directory, 64 << 20);
    site.mount("blobs", "/", BlobBodyTest::routes);
  }

  @AfterEach
  void close() {
    site.close();
    store.close();
  }

  private static void routes(Router router) {
    router.post("/now").respond(BlobBodyTest::described);
    router
        .post("/later")
        .respond(
            ctx -> {
              ctx.request().pause();
              return ctx.vertx().timer(20, TimeUnit.MILLISECONDS).compose(gone -> described(ctx));
            });
    router
        .post("/unpaused")
        .respond(
            ctx ->
                ctx.request()
                    .end()
                    .compose(gone -> described(ctx))
                    .recover(e -> Future.succeededFuture(e.getMessage())));
    router.post("/read").handler(BodyHandler.create(false));
    router.post("/read").respond(BlobBodyTest::described);
    router
        .post("/twice")
        .respond(
            ctx ->
                Blob.body(ctx)
                    .compose(blob -> Blob.body(ctx))
                    .map("no failure")
                    .recover(e -> Future.succeededFuture(e.getMessage())));
  }

  private static Future<String> described(RoutingContext ctx) {
    return Blob.body(ctx).map(blob -> blob.length() + " " + checksum(blob));
  }

  private static long checksum(Blob blob) {
    CRC32 crc = new CRC32();
    crc.update(blob.bytes());
    return crc.getValue();
  }

  private static String described(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return bytes.length + " " + crc.getValue();
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static BodyPublisher chunked(byte[] bytes) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "/now, 0", "/now, 10", "/now, 65535", "/now, 65536", "/now, 9000001",
    "/later, 10", "/later, 9000001", "/read, 0", "/read, 10", "/read, 9000001"
  })
  void readsABody(String path, int size) {
    byte[] body = bytes(size);

    assertThat(site.send("POST", path, BodyPublishers.ofByteArray(body)).body())
        .isEqualTo(described(body));
    assertThat(site.send("POST", path, chunked(body)).body()).isEqualTo(described(body));
    assertThat(store.status().puts()).isEqualTo(size < OpenStore.THRESHOLD ? 0 : 2);
    store.awaitCollected();
  }

  @Test
  void growsForABodyOfUnknownLengthAndGivesBackWhatIsLeft() {
    byte[] body = bytes((1 << 20) + 1);
    site.mount(
        "held",
        "/held",
        router ->
            router
                .post("/")
                .respond(ctx -> Blob.body(ctx).map(blob -> store.used() + " of " + blob.length())));

    // Whole pages, no doubled room.
    assertThat(site.send("POST", "/held", chunked(body)).body()).isEqualTo("1052672 of 1048577");
  }

  @Test
  void readsABodyOfHttp2WithoutALengthUpToTheLimit() {
    HttpClient client = http2();
    byte[] body = bytes(3_000_000);

    assertThat(unsized(client, site, body)).isEqualTo("200 " + described(body));
    try (Site small = Site.ofBodies(1 << 20, false, Optional.empty())) {
      small.mount("blobs", "/", BlobBodyTest::routes);
      assertThat(unsized(client, small, body)).startsWith("413 ");
    }
    store.awaitCollected();
    Site.await(client.close());
  }

  /** Room for what comes last must be made first, while the next request is there already. */
  @Test
  void keepsBodiesApartOfRequestsThatComeAtOnce() {
    String first = "a".repeat(2 << 20);
    String request = "POST /now HTTP/1.1\r\nHost: h\r\n";
    String answers =
        site.raw(
            request
                + "Transfer-Encoding: chunked\r\n\r\n200000\r\n"
                + first
                + "\r\n1\r\nb\r\n0\r\n\r\n"
                + request
                + "Connection: close\r\nContent-Length: 5\r\n\r\nlater");

    assertThat(answers)
        .contains(described((first + "b").getBytes(US_ASCII)))
        .endsWith(described("later".getBytes(US_ASCII)));
  }

  @Test
  void waitsForWhoPausedABodyOfHttp2() {
    HttpClient client = http2();
    byte[] body = bytes(300_000);

    String answer =
        Site.await(
            client
                .request(HttpMethod.POST, site.listener.port(), "127.0.0.1", "/later")
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(HttpClientResponse::body)
                .map(Buffer::toString));

    assertThat(answer).isEqualTo(described(body));
    Site.await(client.close());
  }

  private HttpClient http2() {
    return site.vertx.createHttpClient(
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false));
  }

  private static String unsized(HttpClient client, Site site, byte[] body) {
    return Site.await(
        client
            .request(HttpMethod.POST, site.listener.port(), "127.0.0.1", "/now")
            .compose(
                request -> {
                  request.setChunked(true);
                  request.write(Buffer.buffer(body));
                  request.end();
                  return request.response();
                })
            .compose(answer -> answer.body().map(text -> answer.statusCode() + " " + text)));
  }

  @Test
  void saysWhenABodyHandlerTakesNoMore() {
    HttpResponse<String> answer =
        site.send(
            "POST",
            "/read",
            BodyPublishers.ofByteArray(new byte[(int) BodyHandler.DEFAULT_BODY_LIMIT + 1]));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("The body is larger than this route takes");
  }

  @Test
  void refusesAFormThatABodyHandlerHasTakenApart() {
    String parts = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n";

    HttpResponse<String> answer =
        site.post("/read", parts, "Content-Type", "multipart/form-data; boundary=x");

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("send bytes as application/octet-stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b"})
  void readsTextThatItsClientCallsAForm(String text) {
    for (String path : List.of("/now", "/read")) {
      assertThat(site.post(path, text, "Content-Type", "application/x-www-form-urlencoded").body())
          .isEqualTo(described(text.getBytes(US_ASCII)));
    }
  }

  @Test
  void saysThatABodyHasPassed() {
    assertThat(site.send("POST", "/unpaused", BodyPublishers.ofString("gone")).body())
        .contains("begun to pass unread", "pause the request");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void readsABodyOnce(int size) {
    assertThat(site.send("POST", "/twice", BodyPublishers.ofByteArray(bytes(size))).body())
        .contains("read once");
  }
}
