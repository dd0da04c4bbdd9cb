package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.HttpConfig;
import dev.penstock.config.HttpLimits;
import dev.penstock.message.CancelSignal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
  private final Site site = new Site();
  private final BlockingQueue<Promise<String>> arrived = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    site.close();
  }

  private CompletableFuture<HttpResponse<String>> startRequest() {
    site.mount(
        "held",
        "/",
        router ->
            router
                .get("/")
                .respond(
                    ctx -> {
                      Promise<String> answer = Promise.promise();
                      arrived.add(answer);
                      return answer.future();
                    }));
    return site.client.sendAsync(
        HttpRequest.newBuilder(URI.create(site.listener.url())).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void finishesRequestsUnderWayAndTakesNoMore() throws Exception {
    CompletableFuture<HttpResponse<String>> request = startRequest();
    Promise<String> answer = arrived.poll(30, TimeUnit.SECONDS);
    assertThat(site.listener.inFlight()).isEqualTo(1);

    Future<Void> drained = site.listener.drain(Duration.ofSeconds(30));

    assertThat(drained.isComplete()).isFalse();
    answer.complete("done");
    HttpResponse<String> response = request.get(30, TimeUnit.SECONDS);
    assertThat(response.body()).isEqualTo("done");
    assertThat(response.headers().firstValue("connection")).hasValue("close");
    Site.await(drained);
    assertThatThrownBy(
            () -> new Socket(InetAddress.getLoopbackAddress(), site.listener.port()).close())
        .isInstanceOf(ConnectException.class);
    assertThat(site.listener.inFlight()).isZero();
  }

  @Test
  void tellsThatItIsNotReadyAndRefusesRequestsWhileOthersFinish() throws Exception {
    CompletableFuture<HttpResponse<String>> request = startRequest();
    Promise<String> answer = arrived.poll(30, TimeUnit.SECONDS);

    Future<Void> drained = site.listener.drain(Duration.ofSeconds(30));
    String readiness = site.raw("GET /-/readyz HTTP/1.1\r\nHost: h\r\n\r\n");
    HttpResponse<String> health = site.get("/-/healthz");
    HttpResponse<String> refused = site.get("/");

    assertThat(readiness).startsWith("HTTP/1.1 503").contains("shutting down");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("\"detail\":\"The server is shutting down\"");
    assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    assertThat(refused.headers().firstValue("connection")).hasValue("close");
    assertThat(drained.isComplete()).isFalse();
    assertThat(site.listener.drain(Duration.ZERO)).isSameAs(drained);
    answer.complete("done");
    assertThat(request.get(30, TimeUnit.SECONDS).body()).isEqualTo("done");
    Site.await(drained);
  }

  @Test
  void isOverAtOnceWhenNothingIsUnderWay() {
    site.get("/-/healthz"); // leaves an idle connection

    assertThat(site.listener.drain(Duration.ofHours(1)).toCompletionStage().toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void answersWhatIsStillOpenAfterTheTimeoutAndCloses() throws Exception {
    CompletableFuture<HttpResponse<String>> request = startRequest();
    Promise<String> answer = arrived.poll(30, TimeUnit.SECONDS);

    Future<Void> drained = site.listener.drain(Duration.ofMillis(50));

    HttpResponse<String> response = request.get(30, TimeUnit.SECONDS);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).hasValue("1");
    assertThat(response.headers().firstValue("connection")).hasValue("close");
    assertThat(response.body()).contains("\"detail\":\"The server is shutting down");
    Site.await(drained);
    assertThat(site.listener.inFlight()).isZero();
    answer.complete("too late");
  }

  @Test
  void cutsAHalfSentAnswerAfterTheTimeout() throws Exception {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    site.mount(
        "endless",
        "/",
        router ->
            router
                .get("/")
                .handler(
                    ctx ->
                        ctx.response()
                            .setChunked(true)
                            .write("begin")
                            .onSuccess(v -> begun.complete(null))));
    CompletableFuture<HttpResponse<String>> request =
        site.client.sendAsync(
            HttpRequest.newBuilder(URI.create(site.listener.url())).build(),
            HttpResponse.BodyHandlers.ofString());
    begun.get(30, TimeUnit.SECONDS);

    Site.await(site.listener.drain(Duration.ofMillis(50)));

    assertThat(request).failsWithin(Duration.ofSeconds(30));
    assertThat(site.listener.inFlight()).isZero();
  }

  @Test
  void countsARequestNoMoreWhenItsClientIsGone() throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    site.mount(
        "held",
        "/",
        router ->
            router
                .get("/")
                .handler(
                    ctx -> {
                      ctx.response().closeHandler(v -> gone.complete(null));
                      arrived.add(Promise.promise());
                    }));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.listener.port())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(arrived.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(site.listener.inFlight()).isEqualTo(1);
    }

    gone.get(30, TimeUnit.SECONDS);
    assertThat(site.listener.inFlight()).isZero();
  }

  private static HttpConfig at(String host) {
    return new HttpConfig(
        true,
        host,
        0,
        2,
        1,
        Duration.ofSeconds(1),
        Site.IDLE,
        false,
        false,
        HttpLimits.DEFAULT,
        Optional.empty());
  }

  @Test
  void tellsInOneLineWhyItCannotListen() {
    HttpConfig taken =
        new HttpConfig(
            true,
            "127.0.0.1",
            site.listener.port(),
            2,
            1,
            Duration.ofSeconds(1),
            Site.IDLE,
            false,
            false,
            HttpLimits.DEFAULT,
            Optional.empty());
    io.vertx.core.Vertx other = io.vertx.core.Vertx.vertx();
    try {
      assertThatThrownBy(
              () ->
                  Site.await(
                      HttpListener.open(other, taken, List::of, new CancelSignal(), Site.meters())))
          .hasRootCauseInstanceOf(java.net.BindException.class)
          .hasMessageEndingWith(
              "port %d on 127.0.0.1 is in use; choose another with --port, 0 takes a free one"
                  .formatted(site.listener.port()));
      assertThatThrownBy(
              () ->
                  Site.await(
                      HttpListener.open(
                          other,
                          at("no.such.host.invalid"),
                          List::of,
                          new CancelSignal(),
                          Site.meters())))
          .hasMessageEndingWith(
              "there is no host 'no.such.host.invalid' to listen on; choose another with --host");
      assertThatThrownBy(
              () ->
                  Site.await(
                      HttpListener.open(
                          other, at("192.0.2.1"), List::of, new CancelSignal(), Site.meters())))
          .hasMessageContaining("192.0.2.1 is no address of this machine");
    } finally {
      Site.await(other.close());
    }
  }
}
