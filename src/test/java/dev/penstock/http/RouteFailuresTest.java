package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients and the log are told about routes that fail. */
class RouteFailuresTest {
  private final CapturedLog log = new CapturedLog();
  private final Site site = new Site().mount("failing", "/app", RouteFailuresTest::routes);

  @AfterEach
  void close() {
    site.close();
    log.close();
  }

  private static void routes(Router router) {
    router
        .post("/json")
        .respond(ctx -> ctx.request().body().map(Buffer::toJsonObject).map(JsonObject::size));
    router.get("/null").respond(ctx -> null);
    router
        .get("/bug")
        .handler(
            ctx -> {
              throw new IllegalStateException("no such weights");
            });
  }

  private static String detail(HttpResponse<String> response) {
    return new JsonObject(response.body()).getString("detail");
  }

  @Test
  void blamesTheClientForABodyThatTheRouteCannotRead() {
    HttpResponse<String> cut = site.post("/app/json", "{\"a\":\n 1");
    HttpResponse<String> latin =
        site.send(
            "POST",
            "/app/json",
            BodyPublishers.ofByteArray("{\"gr\u00fcn\":1}".getBytes(StandardCharsets.ISO_8859_1)));
    HttpResponse<String> array = site.post("/app/json", "[1]");

    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(detail(cut))
        .startsWith("The body is not JSON at line 2, column 3: Unexpected end-of-input")
        .doesNotContain("Source");
    assertThat(latin.statusCode()).isEqualTo(400);
    assertThat(detail(latin)).contains("Invalid UTF-8");
    assertThat(array.statusCode()).isEqualTo(400);
    assertThat(detail(array)).isNotBlank();
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void saysThatARouteReturnedNullInPlaceOfAFuture() {
    assertThat(site.get("/app/null").statusCode()).isEqualTo(500);

    assertThat(log.warnings())
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .startsWith("GET /app/null failed, errorId=")
        .endsWith(": the route returned null instead of a future");
  }

  @Test
  void logsAFailureOnceWithTheIdsThatTheClientGot() {
    HttpResponse<String> failed = site.get("/app/bug", "x-request-id", "request-1");

    String errorId = new JsonObject(failed.body()).getString("errorId");
    assertThat(log.warnings())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getFormattedMessage())
                  .isEqualTo("GET /app/bug failed, errorId=" + errorId + ": no such weights");
              assertThat(event.getMDCPropertyMap()).containsEntry("requestId", "request-1");
            });
  }

  @Test
  void saysWhereNothingIs() {
    assertThat(detail(site.get("/app/nowhere"))).isEqualTo("There is nothing at /app/nowhere");
  }

  @Test
  void keepsTheConnectionUnlessABodyWasNotRead() {
    for (String path : new String[] {"/app/nowhere", "/app/json", "/app/bug", "/elsewhere"}) {
      HttpResponse<String> refused = site.get(path);

      assertThat(refused.statusCode()).as(path).isGreaterThanOrEqualTo(400);
      assertThat(refused.headers().firstValue("connection")).as(path).isEmpty();
    }
    String twice = "GET /app/nowhere HTTP/1.1\r\nHost: h\r\n";
    assertThat(site.raw(twice + "\r\n" + twice + "Connection: close\r\n\r\n").split("HTTP/1.1 404"))
        .hasSize(3);
    assertThat(site.raw("POST /app/nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n"))
        .containsIgnoringCase("connection: close");
  }

  @Test
  void asksClientsToComeBackWhileApplicationsAreStillToBeMounted() {
    try (Site starting = new Site()) {
      starting.notReady = List.of("starting");

      HttpResponse<String> early = starting.get("/app");
      assertThat(early.statusCode()).isEqualTo(503);
      assertThat(early.headers().firstValue("retry-after")).hasValue("1");
      assertThat(detail(early)).isEqualTo("The server is starting");

      starting.notReady = List.of();
      assertThat(starting.get("/app").statusCode()).isEqualTo(404);
      // A lost replica makes no route of one that never was.
      starting.notReady = List.of("pipeline/Model has no replica that serves");
      assertThat(starting.get("/app").statusCode()).isEqualTo(404);
    }
  }
}
