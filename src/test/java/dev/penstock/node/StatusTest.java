package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.HttpIngress;
import dev.penstock.Penstock;
import dev.penstock.Threading;
import dev.penstock.UserFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What the status says of a node. */
class StatusTest {
  interface Model {
    Future<String> infer(String text);
  }

  static final class Strict implements Model {
    @Override
    public Future<String> infer(String text) {
      return text.equals("bad")
          ? Future.failedFuture(new IllegalStateException("too bad"))
          : Future.succeededFuture(text);
    }
  }

  static final class Gateway implements HttpIngress {
    private final Model model;

    Gateway(Model model) {
      this.model = model;
    }

    @Override
    public void routes(Router router) {
      router
          .get("/throw")
          .handler(
              ctx -> {
                throw new IllegalStateException("no route");
              });
      router.get("/:text").respond(ctx -> model.infer(ctx.pathParam("text")));
    }
  }

  private static Application app() {
    return Application.of(
        "app",
        Deployment.of("Gateway", Gateway.class)
            .bind(
                Deployment.of("Model", Strict.class)
                    .threading(Threading.WORKER)
                    .maxOngoing(4)
                    .replicas(2)
                    .bind()));
  }

  private static JsonObject deployment(JsonObject status, String name) {
    JsonArray deployments =
        status.getJsonArray("applications").getJsonObject(0).getJsonArray("deployments");
    return deployments.stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void showsReplicasEdgesRoutesAndLoops() {
    try (RunningNode node = RunningNode.of(app())) {
      for (int i = 0; i < 10; i++) {
        node.get("/fine");
      }
      JsonObject status = Scraped.status(node);

      assertThat(status.getBoolean("ready")).isTrue();
      assertThat(status.getJsonArray("reasons")).isEmpty();
      JsonObject model = deployment(status, "Model");
      assertThat(model.getInteger("serving")).isEqualTo(2);
      assertThat(model.getInteger("wanted")).isEqualTo(2);
      assertThat(model.getInteger("slots")).isEqualTo(8);
      assertThat(model.getInteger("calls")).isEqualTo(10);
      assertThat(model.getDouble("perSecond")).isPositive();
      assertThat(model.getDouble("p99")).isPositive();
      JsonObject replica = model.getJsonArray("replicas").getJsonObject(1);
      assertThat(replica.getInteger("index")).isOne();
      assertThat(replica.getString("state")).isEqualTo("serving");
      assertThat(replica.getString("thread")).isEqualTo("penstock-app/Model#1");
      assertThat(replica.getInteger("maxOngoing")).isEqualTo(4);
      JsonObject edge = status.getJsonArray("edges").getJsonObject(0);
      assertThat(edge.getString("edge")).isEqualTo("app/Gateway.model");
      assertThat(edge.getInteger("calls")).isEqualTo(10);
      JsonObject route = status.getJsonObject("http").getJsonArray("routes").getJsonObject(0);
      assertThat(route.getString("route")).isEqualTo("/");
      assertThat(route.getJsonObject("perSecondByStatus").getDouble("2xx")).isPositive();
      assertThat(status.getJsonArray("eventLoops")).hasSize(2);
    }
  }

  @Test
  void tellsTheLastFailuresOfReplicasAndOfRoutes() {
    List<UserFailure> heard = new CopyOnWriteArrayList<>();
    JsonObject settings =
        new JsonObject()
            .put("http", new JsonObject().put("port", 0).put("eventLoops", 1))
            .put("store", RunningNode.store());
    try (RunningNode node =
        RunningNode.of(Penstock.settings(settings).onUserFailure(heard::add).run(app()))) {
      JsonObject called = problem(node.get("/bad"));
      HttpResponse<String> thrown = node.get("/throw", "X-Request-Id", "mine");
      JsonObject status = Scraped.status(node);

      JsonObject replica =
          deployment(status, "Model").getJsonArray("lastFailures").getJsonObject(0);
      assertThat(replica.getString("method")).isEqualTo("infer");
      assertThat(replica.getString("errorId")).isEqualTo(called.getString("errorId"));
      assertThat(replica.getString("requestId")).isEqualTo(called.getString("requestId"));
      assertThat(replica.getString("reason")).isEqualTo("IllegalStateException: too bad");
      assertThat(replica.getString("replica")).startsWith("app/Model#");
      JsonObject route =
          deployment(status, "Gateway").getJsonArray("lastFailures").getJsonObject(0);
      assertThat(route.getString("method")).isEqualTo("GET /throw");
      assertThat(route.getString("requestId")).isEqualTo("mine");
      assertThat(route.getString("errorId")).isEqualTo(problem(thrown).getString("errorId"));
      assertThat(route.getString("reason")).contains("no route");
      assertThat(heard)
          .extracting(UserFailure::deployment)
          .containsExactly("app/Model", "app/Gateway");
    }
  }

  @Test
  void thereIsNoAdminListenerWhereItIsOff() {
    JsonObject off = new JsonObject().put("admin", new JsonObject().put("enabled", false));
    try (RunningNode node = RunningNode.with(off, app())) {
      assertThat(node.penstock.adminUrl()).isEmpty();
      assertThat(await(node.send("GET", "/fine", "")).body()).isEqualTo("fine");
    }
  }
}
