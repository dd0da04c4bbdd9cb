package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Blob;
import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that do not become blobs: their room comes back at once, and the log says nothing. */
class BrokenUploadsTest {
  private static final int MAX_BODY = 32 << 20;
  private static final int CAPACITY = 24 << 20;

  private final Site site = Site.ofBodies(MAX_BODY, false, Optional.empty());
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private OpenStore store;
  private CapturedLog log;

  @BeforeEach
  void open(@TempDir Path directory) {
    log = new CapturedLog();
    store = new OpenStore(directory, CAPACITY);
    site.mount("blobs", "/", this::routes);
  }

  @AfterEach
  void close() {
    site.close();
    store.close();
    log.close();
  }

  private void routes(Router router) {
    router
        .post("/")
        .respond(ctx -> Blob.body(ctx).onFailure(failures::add).map(blob -> "" + blob.length()));
  }

  private Throwable failure() throws InterruptedException {
    return failures.poll(20, TimeUnit.SECONDS);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), site.listener.port());
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String head(String length) {
    return "POST / HTTP/1.1\r\nHost: h\r\n" + length + "\r\n\r\n";
  }

  private static String chunk(int size) {
    return Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesRoomBackWhenTheClientVanishes(boolean chunked) throws Exception {
    try (Socket socket = connect()) {
      write(
          socket,
          chunked
              ? head("Transfer-Encoding: chunked") + chunk(200_000)
              : head("Content-Length: 5000000") + "x".repeat(200_000));
      OpenStore.await(() -> store.used() > 0);
      assertThat(failures).isEmpty();
    }

    assertThat(failure()).isInstanceOf(HttpClosedException.class);
    store.awaitEmpty();
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void givesRoomBackWhenTheBodyIsTooLarge() throws Exception {
    try (Site small = Site.ofBodies(300_000, false, Optional.empty())) {
      small.mount("blobs", "/", this::routes);
      assertThat(small.raw(head("Transfer-Encoding: chunked") + chunk(200_000) + chunk(200_000)))
          .startsWith("HTTP/1.1 413");
    }
    assertThat(failure())
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(413));
    store.awaitEmpty();
  }

  @Test
  void storesNothingOfABodyThatSaysThatItIsTooLarge() {
    assertThat(site.raw(head("Content-Length: " + (MAX_BODY + 1)))).startsWith("HTTP/1.1 413");
    assertThat(store.status().recycled()).isZero();
  }

  @Test
  void answers507WhenTheStoreIsFullAndServesOthers() throws Exception {
    // The client waits before it sends, and is told not to.
    String held = "Expect: 100-continue\r\nContent-Length: " + (CAPACITY + 1);
    assertThat(site.raw(head(held)))
        .startsWith("HTTP/1.1 507")
        .contains("application/problem+json", "store.capacity is");
    // It grew until there was no more.
    assertThat(site.raw(head("Transfer-Encoding: chunked") + chunk(CAPACITY + 1)))
        .startsWith("HTTP/1.1 507");

    assertThat(failure())
        .isInstanceOfSatisfying(
            CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.STORE_FULL));
    store.awaitEmpty();
    assertThat(site.send("POST", "/", BodyPublishers.ofByteArray(new byte[1 << 20])).body())
        .isEqualTo("1048576");
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void asksForTheBodyOnceThereIsRoom() {
    String held = "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 100000";

    assertThat(site.raw(head(held) + "x".repeat(100_000)))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")
        .endsWith("100000");
  }

  @Test
  void givesRoomBackAtTheDeadline() throws Exception {
    String timeout = "X-Request-Timeout-Ms: 100\r\nContent-Length: 5000000";

    assertThat(site.raw(head(timeout) + "x".repeat(100_000))).startsWith("HTTP/1.1 504");

    assertThat(failure())
        .isInstanceOfSatisfying(
            CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.TIMED_OUT));
    store.awaitEmpty();
  }

  @Test
  void givesRoomBackWhenTheRouteAnswersFirst() throws Exception {
    site.mount(
        "hasty",
        "/hasty",
        router ->
            router
                .post("/")
                .respond(
                    ctx -> {
                      Blob.body(ctx).onFailure(failures::add);
                      return Future.succeededFuture("too early");
                    }));

    try (Socket socket = connect()) {
      write(socket, head("Content-Length: 100000").replace("POST /", "POST /hasty") + "half");
      assertThat(failure()).hasMessageContaining("answered before its body was read");
      store.awaitEmpty();
      // What is left of the body does not become the next request.
      write(socket, "x".repeat(99_996) + head("Connection: close\r\nContent-Length: 4") + "next");
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answers).contains("too early").endsWith("4");
    }
  }

  @Test
  void holdsNothingAfterThousandsOfUploadsThatBreak() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      Socket socket = connect();
      open.add(socket);
      boolean chunked = random.nextBoolean();
      int sent = random.nextInt(150_000);
      String whole =
          chunked
              ? head("Transfer-Encoding: chunked") + chunk(sent)
              : head("Content-Length: " + (sent + 1 + random.nextInt(300_000))) + "x".repeat(sent);
      write(socket, whole.substring(0, random.nextInt(whole.length())));
      if (open.size() == 20) {
        Socket victim = open.remove(random.nextInt(open.size()));
        if (random.nextBoolean()) {
          victim.setSoLinger(true, 0);
        }
        victim.close();
      }
      if (i % 200 == 0) {
        // Those that were closed may not be noticed yet, and still have their room.
        OpenStore.await(() -> site.listener.inFlight() <= open.size());
        assertThat(site.send("POST", "/", BodyPublishers.ofByteArray(new byte[100_000])).body())
            .as("seed %d", seed)
            .isEqualTo("100000");
      }
    }
    for (Socket each : open) {
      each.close();
    }

    store.awaitEmpty();
    OpenStore.await(() -> site.listener.inFlight() == 0);
    assertThat(log.warnings()).isEmpty();
  }
}
