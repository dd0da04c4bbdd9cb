package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log says about clients that go away and routes that answer too late: nothing. */
class DisconnectTest {
  private final CompletableFuture<Void> arrived = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  private void routes(Router router) {
    router
        .route()
        .handler(
            ctx -> {
              ctx.response().closeHandler(v -> gone.complete(null));
              arrived.complete(null);
              ctx.next();
            });
    router.post("/body").respond(ctx -> ctx.request().body().map(b -> "read"));
    router.post("/body-handler").handler(BodyHandler.create(false));
    router.post("/body-handler").respond(ctx -> Future.succeededFuture("read"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/body", "/body-handler"})
  void isSilentAboutAClientThatLeavesInTheMiddleOfItsBody(String path) throws Exception {
    CapturedLog log = new CapturedLog();
    try (log;
        Site site = new Site()) {
      site.mount("leaving", "/", this::routes);
      String half = "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf";
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.listener.port())) {
        socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
        arrived.get(30, TimeUnit.SECONDS);
      }
      gone.get(30, TimeUnit.SECONDS);
      assertThat(site.listener.inFlight()).isZero();
    }

    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void isSilentAboutARouteThatAnswersAfterTheDeadline() throws Exception {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    CapturedLog log = new CapturedLog();
    try (log;
        Site site = new Site()) {
      site.mount(
          "late",
          "/",
          router ->
              router
                  .get("/")
                  .handler(
                      ctx ->
                          ctx.vertx()
                              .timer(400, TimeUnit.MILLISECONDS)
                              .onSuccess(
                                  t -> {
                                    ctx.response().setStatusCode(201).putHeader("a", "b");
                                    ctx.json("late");
                                    answered.complete(null);
                                  })));

      assertThat(site.get("/", "X-Request-Timeout-Ms", "20").statusCode()).isEqualTo(504);
      answered.get(30, TimeUnit.SECONDS);
    }

    assertThat(log.warnings()).isEmpty();
  }
}
