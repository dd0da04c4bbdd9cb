package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLimitTest {
  /** One method. */
  public interface Echo {
    Future<String> echo(String text);
  }

  private final Site site = new Site();
  private final CompletableFuture<Throwable> seen = new CompletableFuture<>();

  @BeforeEach
  void mountEveryWayOfReading() {
    site.mount("sizes", "/", this::routes);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void routes(Router router) {
    router
        .post("/body")
        .respond(
            ctx -> ctx.request().body().onFailure(seen::complete).map(b -> "read " + b.length()));
    router.post("/handler").respond(BodyLimitTest::countByHandler);
    router.post("/body-handler").handler(BodyHandler.create(false));
    router
        .post("/body-handler")
        .respond(ctx -> Future.succeededFuture("read " + ctx.body().length()));
    router
        .post("/end")
        .handler(
            ctx ->
                ctx.request().end().onSuccess(v -> ctx.end("read " + ctx.request().bytesRead())));
    router
        .post("/form")
        .respond(
            ctx -> {
              ctx.request().setExpectMultipart(true);
              return ctx.request().end().map(v -> "form " + ctx.request().formAttributes());
            });
    router.post("/unread").respond(ctx -> Future.succeededFuture("read nothing"));
  }

  private static Future<String> countByHandler(RoutingContext ctx) {
    Promise<String> read = Promise.promise();
    Buffer all = Buffer.buffer();
    ctx.request()
        .handler(all::appendBuffer)
        .exceptionHandler(read::tryFail)
        .endHandler(v -> read.tryComplete("read " + all.length()));
    return read.future();
  }

  private static String chunked(String path, int chunks) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        + ("64\r\n" + "x".repeat(100) + "\r\n").repeat(chunks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/body", "/handler", "/body-handler", "/end"})
  void readsABodyOfTheLimit(String path) {
    assertThat(site.post(path, "x".repeat(Site.MAX_BODY)).body()).isEqualTo("read 1000");
    assertThat(
            site.raw(
                chunked(path, 10).replace("Host: h", "Host: h\r\nConnection: close") + "0\r\n\r\n"))
        .endsWith("read 1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/body", "/handler", "/body-handler", "/end"})
  void cutsAChunkedBodyOverTheLimitAndCloses(String path) {
    // Never ends: only the server can end this exchange.
    String answer = site.raw(chunked(path, 11));

    assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("connection: close");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/body", "/handler", "/body-handler", "/end", "/calls"})
  void refusesMalformedChunksWithoutALineInTheLog(String path) {
    site.mount("calls", "/calls", Echo.class, (method, args) -> Future.succeededFuture(args[0]));
    try (CapturedLog log = new CapturedLog()) {
      String answer = site.raw(chunked(path, 1) + "zz\r\n");

      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .contains("The chunks of the body are malformed");
      assertThat(log.warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/body", "/unread", "/nowhere"})
  void refusesALengthOverTheLimitBeforeTheBody(String path) {
    String answer =
        site.raw("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413").contains("larger than 1000 bytes");
  }

  @Test
  void failsTheBodyOfTheRouteWith413() throws Exception {
    site.raw(chunked("/body", 11));

    assertThat(seen.get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(413));
  }

  @Test
  void cutsAFormOverTheLimit() {
    String form = "Host: h\r\nContent-Type: application/x-www-form-urlencoded";

    String fields = "a=" + "x".repeat(97) + "&";
    String tooLarge = chunked("/form", 11).replace("Host: h", form);

    assertThat(site.raw(tooLarge.replace("x".repeat(100), fields)))
        .startsWith("HTTP/1.1 413")
        .contains("larger than 1000 bytes");
    // A field longer than Vert.x buffers: the client's mistake as well.
    assertThat(site.raw(tooLarge)).startsWith("HTTP/1.1 413");
  }

  @Test
  void servesTheNextRequestAfterARefusedOne() {
    site.raw(chunked("/body", 11));

    assertThat(site.post("/body", "ok").body()).isEqualTo("read 2");
  }

  @Test
  void asksForABodyThatTheClientHoldsBack() {
    String head = "Host: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n";

    assertThat(site.raw("POST /body HTTP/1.1\r\n" + head + "\r\nok"))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")
        .endsWith("read 2");
    assertThat(site.raw("POST /body-handler HTTP/1.1\r\n" + head + "\r\nok"))
        .containsOnlyOnce("100 Continue")
        .endsWith("read 2");
  }

  @Test
  void doesNotAskForABodyThatNobodyReads() {
    String head = "Host: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n";

    assertThat(site.raw("POST /unread HTTP/1.1\r\n" + head + "\r\n"))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("100 Continue");
  }
}
