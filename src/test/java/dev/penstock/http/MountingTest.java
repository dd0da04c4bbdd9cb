package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.graph.RequestRules;
import dev.penstock.message.CurrentCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.ext.web.Router;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountingTest {
  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private static void showPath(String name, Router router) {
    router.route().respond(ctx -> Future.succeededFuture(name + " " + ctx.request().uri()));
  }

  @ParameterizedTest
  @CsvSource({
    "/calc, calc /",
    "/calc/, calc /",
    "/calc/a/b?x=1, calc /a/b?x=1",
    "/calculus, root /calculus",
    "/calc/deep, deep /",
    "/calc/deeper, calc /deeper",
    "/, root /",
    "/x//calc, root /x/calc",
  })
  void givesARequestToTheLongestRouteOfWholeSegments(String path, String answer) {
    site.mount("root", "/", router -> showPath("root", router))
        .mount("deep", "/calc/deep", router -> showPath("deep", router))
        .mount("calc", "/calc", router -> showPath("calc", router));

    assertThat(site.get(path).body()).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//calc/secret",
        "/./calc/secret",
        "/x/../calc/secret",
        "/%63alc/secret",
        "/x/%2e%2e/calc/secret",
        "/x/%2E./calc//secret",
        "/calc/%2e/secret",
      })
  void matchesTheNormalisedPath(String path) {
    site.mount("root", "/", router -> showPath("root", router))
        .mount("calc", "/calc", router -> showPath("calc", router));

    assertThat(site.raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .endsWith("calc /secret");
  }

  @Test
  void leavesNoWayOutOfAnApplicationByDots() {
    site.mount("calc", "/calc", router -> showPath("calc", router));

    assertThat(site.raw("GET /calc/../other HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void neverFallsThroughToAnotherApplication() {
    site.mount("root", "/", router -> showPath("root", router))
        .mount(
            "calc",
            "/calc",
            router -> router.get("/sum").respond(ctx -> Future.succeededFuture("3")));

    HttpResponse<String> missed = site.get("/calc/product");

    assertThat(missed.statusCode()).isEqualTo(404);
    assertThat(missed.headers().firstValue("content-type")).hasValue("application/problem+json");
  }

  @Test
  void namesTheRightMethodForAWrongOne() {
    site.mount(
        "calc", "/calc", router -> router.post("/").respond(ctx -> Future.succeededFuture("3")));

    HttpResponse<String> wrong = site.get("/calc");

    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("allow")).hasValue("POST");
    assertThat(wrong.headers().firstValue("content-type")).hasValue("application/problem+json");
  }

  @Test
  void namesTheAcceptedContentTypesForAWrongOne() {
    site.mount(
        "calc",
        "/calc",
        router ->
            router
                .post("/")
                .consumes("application/json")
                .respond(ctx -> Future.succeededFuture("3")));

    HttpResponse<String> wrong = site.post("/calc", "<x/>", "content-type", "text/xml");

    assertThat(wrong.statusCode()).isEqualTo(415);
    assertThat(wrong.body()).contains("application/json");
  }

  @Test
  void replacesAndWithdrawsWhileServing() {
    site.mount("calc", "/calc", router -> showPath("one", router));
    assertThat(site.get("/calc").body()).isEqualTo("one /");

    site.mount("calc", "/calc", router -> showPath("two", router));
    assertThat(site.get("/calc").body()).isEqualTo("two /");

    site.listener.withdraw("calc");
    assertThat(site.get("/calc").statusCode()).isEqualTo(404);
  }

  @Test
  void showsTheApplicationAnAbsoluteUriWithoutItsRoute() {
    site.mount(
        "calc",
        "/calc",
        router ->
            router.route().respond(ctx -> Future.succeededFuture(ctx.request().absoluteURI())));

    assertThat(site.get("/calc/a?b=c").body()).isEqualTo(site.listener.url() + "/a?b=c");
  }

  @Test
  void answersItsOwnRoutes() {
    site.mount("calc", "/calc", router -> showPath("calc", router))
        .mount("root", "/", router -> showPath("root", router));

    assertThat(site.get("/-/healthz").body()).isEqualTo("{\"status\":\"up\"}");
    assertThat(site.get("/-/readyz").statusCode()).isEqualTo(200);
    assertThat(site.get("/-/routes").body())
        .contains("{\"application\":\"calc\",\"route\":\"/calc\",\"kind\":\"ingress\"");
    assertThat(site.get("/-/routes").body())
        .containsSubsequence("\"route\":\"/\"", "\"route\":\"/calc\"");
    assertThat(site.get("/-/nothing").statusCode()).isEqualTo(404);
    assertThat(
            site.send("DELETE", "/-/healthz", BodyPublishers.noBody())
                .headers()
                .firstValue("allow"))
        .hasValue("GET, HEAD");

    site.notReady = java.util.List.of("pipeline/Model has no replica");
    assertThat(site.get("/-/readyz").statusCode()).isEqualTo(503);
    assertThat(site.get("/-/readyz").body()).contains("pipeline/Model has no replica");
  }

  @Test
  void usesTheMountOfTheEventLoopThatServes() {
    site.listener.publish(
        Publication.ingress(
            "loops",
            "/",
            java.time.Duration.ofSeconds(60),
            RequestRules.NONE,
            MountingTest.class,
            loop ->
                IngressMount.of(
                    site.vertx,
                    router ->
                        router
                            .route()
                            .respond(ctx -> Future.succeededFuture(loop.inEventLoop() + "")))));

    for (int connection = 0; connection < 4; connection++) {
      assertThat(site.raw("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
          .endsWith("true");
    }
  }

  @Test
  void upgradesToAWebSocketThatHasNoDeadlineAndIsNoOpenRequest() {
    site.mount(
        "calc",
        "/calc",
        router ->
            router
                .get("/socket")
                .handler(
                    ctx ->
                        ctx.request()
                            .toWebSocket()
                            .onSuccess(
                                socket ->
                                    socket.writeTextMessage(
                                        CurrentCall.get().remaining().isEmpty()
                                            ? "unlimited, open " + site.listener.inFlight()
                                            : "limited"))));
    Promise<String> message = Promise.promise();

    // Held until the end: Vert.x closes a client that the garbage collector finds.
    WebSocketClient client = site.vertx.createWebSocketClient();
    WebSocket socket =
        Site.await(
            client
                .webSocket()
                .textMessageHandler(message::tryComplete)
                .connect(site.listener.port(), "127.0.0.1", "/calc/socket"));

    assertThat(Site.await(message.future())).isEqualTo("unlimited, open 0");
    assertThat(socket.headers().get("x-request-id")).matches("[0-9a-f]{16}");
    Site.await(client.close());
  }
}
