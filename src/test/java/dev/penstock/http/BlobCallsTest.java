package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Blob;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods of a plain root that take and give blobs. */
class BlobCallsTest {
  /** Methods that take bytes. */
  public interface Pictures {
    Future<Blob> same(Blob picture);

    Future<Buffer> buffer(Buffer bytes);

    Future<byte[]> array(byte[] bytes);

    Future<String> text(String text);
  }

  private static final String OCTETS = "application/octet-stream";

  private final Site site = Site.ofBodies(8 << 20, false, Optional.empty());
  private final AtomicReference<Object> given = new AtomicReference<>();
  private OpenStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    store = new OpenStore(directory, 64 << 20);
    site.mount(
        "pictures",
        "/",
        Pictures.class,
        (method, args) -> {
          given.set(args[0]);
          return Future.succeededFuture(args[0]);
        });
  }

  @AfterEach
  void close() {
    site.close();
    store.close();
  }

  private HttpResponse<String> post(String path, String body, String type) {
    return site.send(
        "POST",
        path,
        BodyPublishers.ofString(body, StandardCharsets.US_ASCII),
        "Content-Type",
        type);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1_000_000})
  void takesABodyAsABlobAndAnswersWithOne(int size) {
    String body = "abc9".repeat(size / 4);

    HttpResponse<String> answer = post("/same", body, OCTETS);

    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValue("content-type")).contains(OCTETS);
    assertThat(answer.headers().firstValue("content-length")).contains("" + body.length());
    assertThat(given.get()).isInstanceOf(Blob.class);
    store.awaitEmpty();
    assertThat(store.status().puts()).isEqualTo(size < OpenStore.THRESHOLD ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/buffer", "/array"})
  void takesBytesAsBefore(String path) {
    assertThat(post(path, "abc", OCTETS).body()).isEqualTo("abc");
    assertThat(store.status().puts()).isZero();
  }

  @Test
  void namesWhatIsAccepted() {
    assertThat(post("/same", "abc", "image/png").body())
        .contains(
            "same accepts application/json, text/plain, application/octet-stream, not image/png");
    assertThat(post("/text", "abc", OCTETS).statusCode()).isEqualTo(415);
  }
}
