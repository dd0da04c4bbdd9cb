package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import dev.penstock.examples.EchoModel;
import dev.penstock.examples.Gateway;
import dev.penstock.examples.Model;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WithoutHttpTest {
  private static Penstock start() {
    return Penstock.settings(
            new JsonObject()
                .put("http", new JsonObject().put("enabled", false).put("eventLoops", 2))
                .put("admin", new JsonObject().put("port", 0))
                .put("store", RunningNode.store()))
        .run(
            Application.of(
                "pipeline",
                Deployment.of("Gateway", Gateway.class)
                    .bind(Deployment.of("Model", EchoModel.class).bind())));
  }

  private static HttpResponse<String> ask(Penstock node, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(node.adminUrl().orElseThrow() + path)).build(),
            BodyHandlers.ofString());
  }

  @Test
  void aNodeThatOnlyComputesIsCalledByHandlesAndProbedAtTheAdminListener() throws Exception {
    try (Penstock node = start()) {
      String answer =
          node.handle("Model", Model.class)
              .process("x")
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      assertThat(answer).isEqualTo("Model processed: x");
      assertThat(ask(node, "/-/readyz").statusCode()).isEqualTo(200);
      JsonObject status = new JsonObject(ask(node, "/api/status").body());
      assertThat(status.getJsonObject("http").getBoolean("enabled")).isFalse();
      JsonObject gateway =
          status
              .getJsonArray("applications")
              .getJsonObject(0)
              .getJsonArray("deployments")
              .getJsonObject(1);
      assertThat(gateway.getJsonArray("replicas")).as("instances of the ingress").isEmpty();
    }
  }

  @Test
  void saysWhatToDoWhenItIsAskedForItsAddress() {
    try (Penstock node = start()) {
      assertThatThrownBy(node::url)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Penstock.handle")
          .hasMessageContaining("http.enabled");
    }
  }
}
