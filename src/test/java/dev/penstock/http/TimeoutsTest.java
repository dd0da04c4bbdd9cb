package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.HttpLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow or silent, and connections that are too many. */
class TimeoutsTest {
  private static final Duration LIMIT = Duration.ofMillis(200);
  private static final Duration FOREVER = Duration.ofSeconds(60);
  private static final String POST = "POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  private final Site site =
      new Site(new HttpLimits(20, 16 * 1024, 8 * 1024, LIMIT, LIMIT, LIMIT.multipliedBy(2)));

  @BeforeEach
  void mount() {
    site.mount("root", "/", this::routes);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void routes(Router router) {
    router.get("/").respond(ctx -> Future.succeededFuture("fine"));
    router.post("/read").respond(ctx -> ctx.request().body().map(body -> "read " + body.length()));
    router.get("/later").respond(ctx -> after(LIMIT.multipliedBy(4), "late"));
    router
        .post("/paused")
        .handler(
            ctx -> {
              ctx.request().pause();
              after(LIMIT.multipliedBy(4), "")
                  .onSuccess(
                      v -> {
                        Future<?> read = ctx.request().body();
                        ctx.request().resume();
                        read.onSuccess(body -> ctx.end("read late"));
                      });
            });
  }

  private Future<String> after(Duration delay, String text) {
    Promise<String> promise = Promise.promise();
    site.vertx.setTimer(delay.toMillis(), fired -> promise.complete(text));
    return promise.future();
  }

  @Test
  void closesAConnectionThatSendsNothing() {
    assertThat(site.raw("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET / HTTP/1.1\r\nHost: h\r\n"})
  void refusesAHeadThatDoesNotEnd(String begun) {
    assertThat(site.raw(begun)).contains("HTTP/1.1 408").contains("headers", "requestId");
  }

  @Test
  void closesAPrefaceThatDoesNotEnd() {
    assertThat(site.raw("PRI * HTTP/2")).isEmpty();
  }

  @Test
  void refusesABodyThatDoesNotEnd() {
    assertThat(site.raw(POST + "ab")).startsWith("HTTP/1.1 408").contains("rest of the body");
    assertThat(site.raw(POST.replace("Content-Length: 4", "Transfer-Encoding: chunked") + "4\r\na"))
        .startsWith("HTTP/1.1 408");
  }

  @Test
  void closesAConnectionThatIsIdle() {
    long before = System.nanoTime();

    String answer = site.raw(GET);

    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("fine").doesNotContain("408");
    assertThat(System.nanoTime() - before)
        .isBetween(LIMIT.toNanos() * 2, TimeUnit.SECONDS.toNanos(10));
  }

  @Test
  void waitsForAnswersAndForReadersThatPause() {
    assertThat(site.get("/later").body()).isEqualTo("late");
    assertThat(site.post("/paused", "body").body()).isEqualTo("read late");
  }

  @Test
  void waitsForABodyThatComesInPieces() throws Exception {
    try (Socket socket = connect(site)) {
      send(socket, POST.replace("Host: h", "Host: h\r\nConnection: close"));
      for (int i = 0; i < 4; i++) {
        // Each piece within the limit, all together beyond it.
        Site.await(after(LIMIT.multipliedBy(2).dividedBy(4), ""));
        send(socket, "x");
      }

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("read 4");
    }
  }

  @Test
  void closesConnectionsOverTheLimitAndServesAgainWhenOthersEnd() throws Exception {
    HttpLimits few = new HttpLimits(20, 16 * 1024, 8 * 1024, FOREVER, FOREVER, FOREVER);
    try (Site full = new Site(few)) {
      full.mount("root", "/", this::routes);
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 20; i++) {
          sockets.add(connect(full));
        }
        assertThat(endsAtOnce(full)).isTrue();
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      while (endsAtOnce(full)) {
        Thread.onSpinWait();
      }
      assertThat(full.get("/").body()).isEqualTo("fine");
    }
  }

  /** Whether a request on a connection of its own gets no answer. */
  private static boolean endsAtOnce(Site site) {
    try (Socket socket = connect(site)) {
      send(socket, GET);
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  private static Socket connect(Site site) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), site.listener.port());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }
}
