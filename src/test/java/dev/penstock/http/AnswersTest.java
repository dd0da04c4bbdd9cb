package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CurrentCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.HttpException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private static String type(HttpResponse<String> response) {
    return response.headers().firstValue("content-type").orElse("none");
  }

  @Test
  void sendsTextAsTextUnlessTheRouteSaysOtherwise() {
    site.mount(
        "types",
        "/",
        router -> {
          router.get("/text").respond(ctx -> Future.succeededFuture("<script>"));
          router.get("/end").handler(ctx -> ctx.end("<script>"));
          router.get("/bytes").respond(ctx -> Future.succeededFuture(Buffer.buffer("b")));
          router.get("/json").respond(ctx -> Future.succeededFuture(new JsonObject()));
          router.get("/ctx-json").handler(ctx -> ctx.json(new JsonObject()));
          router
              .get("/html")
              .respond(
                  ctx -> {
                    ctx.response().putHeader("content-type", "text/html");
                    return Future.succeededFuture("<p>");
                  });
          router
              .get("/late-html")
              .handler(ctx -> ctx.response().putHeader("Content-Type", "text/html").end("<p>"));
          router.get("/none").respond(ctx -> Future.succeededFuture());
        });

    assertThat(type(site.get("/text"))).isEqualTo("text/plain; charset=utf-8");
    assertThat(type(site.get("/end"))).isEqualTo("text/plain; charset=utf-8");
    assertThat(type(site.get("/bytes"))).isEqualTo("application/octet-stream");
    assertThat(type(site.get("/json"))).isEqualTo("application/json");
    assertThat(type(site.get("/ctx-json"))).isEqualTo("application/json");
    assertThat(type(site.get("/html"))).isEqualTo("text/html");
    assertThat(type(site.get("/late-html"))).isEqualTo("text/html");
    assertThat(site.get("/none").statusCode()).isEqualTo(204);
    for (String path : new String[] {"/text", "/end", "/json", "/html", "/nowhere", "/-/healthz"}) {
      assertThat(site.get(path).headers().firstValue("x-content-type-options"))
          .as(path)
          .hasValue("nosniff");
    }
  }

  @Test
  void echoesARequestIdOrMakesOne() {
    site.mount("ids", "/", router -> router.get("/").respond(ctx -> Future.succeededFuture("")));

    assertThat(site.get("/", "X-Request-Id", "abc 1").headers().firstValue("x-request-id"))
        .hasValue("abc 1");
    assertThat(site.get("/nowhere", "X-Request-Id", "abc").body())
        .contains("\"requestId\":\"abc\"");
    String made = site.get("/").headers().firstValue("x-request-id").orElseThrow();
    assertThat(made).matches("[0-9a-f]{16}");
    assertThat(site.get("/").headers().firstValue("x-request-id"))
        .isPresent()
        .get()
        .isNotEqualTo(made);
    assertThat(site.get("/", "X-Request-Id", "x".repeat(129)).headers().firstValue("x-request-id"))
        .get()
        .asString()
        .hasSize(16);
  }

  @Test
  void putsTheRequestIntoTheCurrentCallAndItsCallbacks() {
    site.mount(
        "scopes",
        "/",
        router ->
            router
                .get("/")
                .respond(
                    ctx -> {
                      String now = CurrentCall.get().requestId();
                      return ctx.vertx()
                          .timer(1)
                          .map(
                              t ->
                                  now
                                      + " "
                                      + CurrentCall.get().requestId()
                                      + " "
                                      + CurrentCall.get().origin().traceparent());
                    }));
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    assertThat(site.get("/", "x-request-id", "r1", "traceparent", trace).body())
        .isEqualTo("r1 r1 " + trace);
    assertThat(site.get("/", "x-request-id", "r2", "traceparent", "00").body())
        .isEqualTo("r2 r2 null");
  }

  @Test
  void takesATimeoutLargerThanAnyNumberForAnotherThanIsAllowed() {
    site.mount("ids", "/", router -> router.get("/").respond(ctx -> Future.succeededFuture("ok")));

    for (String huge : new String[] {"9223372036854775807", "99999999999999999999"}) {
      assertThat(site.get("/", "X-Request-Timeout-Ms", huge).statusCode()).as(huge).isEqualTo(200);
    }
    for (String wrong : new String[] {"-99999999999999999999", "0", "1e3", "soon"}) {
      assertThat(site.get("/", "X-Request-Timeout-Ms", wrong).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void answers504WhenTheIngressNeverDoes() {
    site.mount(
        "slow",
        "/",
        Duration.ofMillis(100),
        router -> router.get("/").respond(ctx -> Promise.<String>promise().future()));

    HttpResponse<String> late = site.get("/", "x-request-id", "r1");

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(late.body()).contains("\"requestId\":\"r1\"");
    OpenStore.await(() -> site.listener.inFlight() == 0);
  }

  @Test
  void letsAClientShortenTheTimeoutAndNeverLengthenIt() {
    site.mount(
        "slow",
        "/",
        Duration.ofSeconds(50),
        router ->
            router
                .get("/")
                .respond(
                    ctx ->
                        ctx.request().getHeader("wait") != null
                            ? Promise.<String>promise().future()
                            : Future.succeededFuture(
                                CurrentCall.get().remaining().orElseThrow().toSeconds() + "")));

    assertThat(site.get("/", "X-Request-Timeout-Ms", "60", "wait", "yes").statusCode())
        .isEqualTo(504);
    assertThat(site.get("/", "X-Request-Timeout-Ms", "999999999999999999").body()).isEqualTo("49");
    assertThat(site.get("/", "X-Request-Timeout-Ms", "20500").body()).isEqualTo("20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "0", "-5", "1.5"})
  void refusesATimeoutThatIsNone(String timeout) {
    site.mount("ids", "/", router -> router.get("/").respond(ctx -> Future.succeededFuture("")));

    HttpResponse<String> refused = site.get("/", "X-Request-Timeout-Ms", timeout);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("X-Request-Timeout-Ms").contains(timeout);
  }

  @Test
  void tellsFailuresByTheirKindAndNeverTheInsideOfAnException() {
    site.mount(
        "failing",
        "/",
        router -> {
          router
              .get("/full")
              .respond(
                  ctx ->
                      Future.failedFuture(
                          new CallFailedException(Failure.QUEUE_FULL, "1000 calls wait")));
          router
              .get("/user")
              .respond(
                  ctx ->
                      Future.failedFuture(
                          new CallFailedException(
                              Failure.USER_ERROR, "no model", true, "a/B", "a/B#0", "e1")));
          router.get("/teapot").handler(ctx -> ctx.fail(new HttpException(418, "short and stout")));
          router.get("/forbidden").handler(ctx -> ctx.fail(403));
          router.get("/unsupported").handler(ctx -> ctx.fail(415));
          router
              .get("/bug")
              .handler(
                  ctx -> {
                    throw new IllegalStateException("password is 1234");
                  });
          router.get("/own").handler(ctx -> ctx.fail(402));
          router.errorHandler(402, ctx -> ctx.response().setStatusCode(402).end("pay"));
        });

    HttpResponse<String> full = site.get("/full");
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.headers().firstValue("retry-after")).hasValue("1");
    assertThat(full.body()).contains("1000 calls wait");
    HttpResponse<String> user = site.get("/user");
    assertThat(user.statusCode()).isEqualTo(500);
    assertThat(user.body()).contains("\"detail\":\"no model\"").contains("\"errorId\":\"e1\"");
    assertThat(site.get("/teapot").statusCode()).isEqualTo(418);
    assertThat(site.get("/teapot").body()).contains("short and stout");
    assertThat(site.get("/forbidden").body()).contains("\"title\":\"Forbidden\"");
    assertThat(type(site.get("/unsupported"))).isEqualTo("application/problem+json");
    HttpResponse<String> bug = site.get("/bug");
    assertThat(bug.statusCode()).isEqualTo(500);
    assertThat(bug.body()).contains("errorId").doesNotContain("1234").doesNotContain("Exception");
    assertThat(site.get("/own").body()).isEqualTo("pay");
  }

  @Test
  void answersWhatIsNoRequestAndGoesOn() {
    site.mount("ids", "/", router -> router.get("/").respond(ctx -> Future.succeededFuture("ok")));

    assertThat(site.raw("nonsense\r\n\r\n")).contains(" 400 ");
    assertThat(site.raw("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
        .contains(" 414 ");
    assertThat(site.raw("GET /%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .contains(" 400 ");
    assertThat(site.raw("GET * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .contains(" 400 ");
    assertThat(site.get("/").body()).isEqualTo("ok");
  }
}
