package dev.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.StartFailedException;
import dev.penstock.admin.ClusterFacts.NodeFacts;
import dev.penstock.admin.ClusterFacts.PlacedFacts;
import dev.penstock.admin.ClusterFacts.TermFacts;
import dev.penstock.config.AdminConfig;
import dev.penstock.metrics.FailureLog;
import dev.penstock.metrics.NodeMeters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminListenerTest {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final NodeMeters meters = new NodeMeters(1, new FailureLog(failure -> {}));
  private final List<Path> adopted = new CopyOnWriteArrayList<>();
  private AdminListener listener = listener(Optional.empty(), 0);

  /** Of a node that takes over whatever is no root. */
  private final LogAdoption adoption =
      directory -> {
        adopted.add(directory);
        return directory.getNameCount() > 0
            ? Future.succeededFuture(new JsonObject().put("directory", directory.toString()))
            : Future.failedFuture(new AdoptionRefusedException("is no log"));
      };

  private static AdminListener listener(Optional<String> token, int port) {
    return new AdminListener(new AdminConfig(true, "127.0.0.1", port, token));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(listener.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(
        request.method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private String raw(String request) throws IOException {
    URI uri = URI.create(listener.url());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterEach
  void close() throws Exception {
    await(listener.close());
  }

  @Test
  void answersMetricsAndStatus() throws Exception {
    await(listener.open(new FakeOverview(), adoption, meters));

    HttpResponse<String> metrics = send("GET", "/metrics");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body())
        .contains("penstock_build_info{version=\"1.2.3\"} 1")
        .contains("penstock_http_open_connections 4.0")
        .contains("penstock_ready_time_seconds 1000.0");
    HttpResponse<String> status = send("GET", "/api/status");
    assertThat(status.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(new JsonObject(status.body()).getString("version")).isEqualTo("1.2.3");
  }

  @Test
  void tellsOfTheClusterWhoLeadsAndWhatRunsOnOtherNodes() throws Exception {
    FakeOverview overview = new FakeOverview();
    overview.applications =
        List.of(
            new ApplicationFacts(
                "app",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new DeploymentFacts("app/Model", "Model", false, 2, Map.of(), List.of()))));
    NodeFacts other =
        new NodeFacts(
            "y",
            "n2",
            "1",
            Optional.of("10.0.0.2"),
            Optional.empty(),
            false,
            true,
            Optional.of(Instant.EPOCH),
            List.of(new PlacedFacts("app/Model", 1, 3, 100)));
    overview.cluster =
        Optional.of(new ClusterFacts(1, 2, List.of(other), List.of(new TermFacts("app", "n2", 7))));
    await(listener.open(overview, adoption, meters));

    JsonObject status = new JsonObject(send("GET", "/api/status").body());
    JsonObject cluster = status.getJsonObject("cluster");
    assertThat(cluster.getBoolean("seesQuorum")).isFalse();
    assertThat(cluster.getJsonArray("leaders").getJsonObject(0).getInteger("epoch")).isEqualTo(7);
    JsonObject node = cluster.getJsonArray("nodes").getJsonObject(0);
    assertThat(node.getString("state")).isEqualTo("draining");
    assertThat(node.getJsonObject("replicas").getInteger("app/Model")).isOne();
    JsonObject model =
        status
            .getJsonArray("applications")
            .getJsonObject(0)
            .getJsonArray("deployments")
            .getJsonObject(0);
    assertThat(model.getInteger("serving")).isZero();
    assertThat(model.getInteger("servingInCluster")).isOne();
    assertThat(model.getJsonArray("elsewhere").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("index", 1)
                .put("node", "n2")
                .put("ongoing", 3)
                .put("maxOngoing", 100));
  }

  @Test
  void speaksOpenMetricsWhenAsked() throws Exception {
    await(listener.open(new FakeOverview(), adoption, meters));

    HttpResponse<String> metrics =
        send("GET", "/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
    assertThat(metrics.headers().firstValue("content-type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(metrics.body()).endsWith("# EOF\n");
  }

  @Test
  void tellsWhatThereIsAndWhichMethods() throws Exception {
    await(listener.open(new FakeOverview(), adoption, meters));

    HttpResponse<String> unknown = send("GET", "/metric");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("/metrics, /api/status and /api/logs/adopt");
    HttpResponse<String> wrong = send("DELETE", "/metrics");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("allow")).hasValue("GET, HEAD");
    assertThat(send("HEAD", "/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void wantsTheToken() throws Exception {
    await(listener.close());
    listener = listener(Optional.of("s3cret"), 0);
    await(listener.open(new FakeOverview(), adoption, meters));

    HttpResponse<String> without = send("GET", "/metrics");
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");
    assertThat(without.body()).doesNotContain("s3cret").doesNotContain("penstock_");
    assertThat(send("GET", "/nothing").statusCode()).isEqualTo(401);
    assertThat(send("GET", "/metrics", "Authorization", "Bearer s3cret").statusCode())
        .isEqualTo(200);
  }

  @Test
  void refusesAPageThatPointsItsOwnNameHere() throws Exception {
    await(listener.open(new FakeOverview(), adoption, meters));

    String answer =
        raw("GET /api/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("uptime");
  }

  @Test
  void answersProbesWithoutTheTokenAndTellsReasonsOnlyWithIt() throws Exception {
    await(listener.close());
    listener = listener(Optional.of("s3cret"), 0);
    FakeOverview overview = new FakeOverview();
    await(listener.open(overview, adoption, meters));

    assertThat(send("GET", "/-/healthz").body()).isEqualTo("{\"status\":\"up\"}");
    assertThat(send("GET", "/-/readyz").body()).isEqualTo("{\"status\":\"ready\"}");
    overview.notReady = List.of("app/Model has no replica that serves");
    HttpResponse<String> stranger = send("GET", "/-/readyz");
    assertThat(stranger.statusCode()).isEqualTo(503);
    assertThat(stranger.body()).doesNotContain("Model");
    assertThat(send("GET", "/-/readyz", "Authorization", "Bearer s3cret").body())
        .contains("app/Model has no replica that serves");
    assertThat(send("GET", "/-/healthz").statusCode()).isEqualTo(200);
    assertThat(send("POST", "/-/readyz").statusCode()).isEqualTo(405);
  }

  @Test
  void refusesHeadersOfMoreThan8Kilobytes() throws Exception {
    await(listener.open(new FakeOverview(), adoption, meters));

    String answer =
        raw(
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: "
                + "x".repeat(9000)
                + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).doesNotStartWith("HTTP/1.1 200");
  }

  private HttpResponse<String> adopt(String type, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(listener.url() + "/api/logs/adopt"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void takesOverALogAndSaysWhyNot() throws Exception {
    await(listener.open(new FakeOverview(), adoption, meters));

    HttpResponse<String> done = adopt("application/json", "{\"directory\":\"/a\"}");
    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(done.body()).getString("directory")).isEqualTo("/a");
    HttpResponse<String> refused = adopt("application/json", "{\"directory\":\"/\"}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(new JsonObject(refused.body()).getString("detail")).isEqualTo("is no log");
  }

  @Test
  void takesOverNothingForAPageOfAnotherSiteOrWithoutAnAbsolutePath() throws Exception {
    await(listener.open(new FakeOverview(), adoption, meters));

    assertThat(adopt("text/plain", "{\"directory\":\"/a\"}").statusCode()).isEqualTo(415);
    for (String body : List.of("{\"directory\":\"a\"}", "{\"directory\":1}", "{}", "[", "")) {
      assertThat(adopt("application/json", body).statusCode()).as(body).isEqualTo(400);
    }
    String large = "{\"directory\":\"/" + "a".repeat(9000) + "\"}";
    assertThat(adopt("application/json", large).statusCode()).isEqualTo(413);
    assertThat(send("GET", "/api/logs/adopt").statusCode()).isEqualTo(405);
    assertThat(adopted).isEmpty();
  }

  @Test
  void saysWhatToDoAboutAPortInUse() throws Exception {
    await(listener.open(new FakeOverview(), adoption, meters));
    int port = URI.create(listener.url()).getPort();
    AdminListener second = listener(Optional.empty(), port);

    assertThatThrownBy(() -> await(second.open(new FakeOverview(), adoption, meters)))
        .cause()
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("port " + port + " on 127.0.0.1 is in use")
        .hasMessageContaining("--admin-port")
        .hasMessageContaining("admin.enabled=false");
    await(second.close());
  }

  @Test
  void scrapesAThousandEdgesWithTheirHistograms() throws Exception {
    for (int i = 0; i < 1000; i++) {
      meters.calls().of("app/Gateway.model" + i, "app/Model").recordShared(70_000, null);
    }
    await(listener.open(new FakeOverview(), adoption, meters));

    List<String> lines = send("GET", "/metrics").body().lines().toList();
    assertThat(lines)
        .contains(
            "penstock_call_seconds_bucket{deployment=\"app/Model\",edge=\"app/Gateway.model999\",le=\"5.0E-5\"} 0",
            "penstock_call_seconds_bucket{deployment=\"app/Model\",edge=\"app/Gateway.model999\",le=\"1.0E-4\"} 1",
            "penstock_call_seconds_bucket{deployment=\"app/Model\",edge=\"app/Gateway.model999\",le=\"+Inf\"} 1");
  }
}
