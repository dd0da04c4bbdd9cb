package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Edge;
import dev.penstock.Threading;
import dev.penstock.config.ApplicationReader;
import dev.penstock.graph.TestDeployments.Echo;
import dev.penstock.graph.TestDeployments.Ensemble;
import dev.penstock.graph.TestDeployments.Link;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphFormatTest {
  private static final List<ApplicationGraph> GRAPHS = graphs();
  private static final List<ApplicationGraph> CROSSING = crossing();

  @Test
  void showsATreeWithClassesCountsThreadsAndParameters() {
    assertThat(GraphFormat.TEXT.print(GRAPHS).replace("dev.penstock.graph.TestDeployments$", ""))
        .isEqualTo(
            """
            pipeline at /calc
            └─ Ensemble  Ensemble  [ingress, 2 instances, event-loop]
               ├─ models[0] → Chain  Link  [1 replica, worker × 3 threads]
               │  └─ next → Model  Echo  [4 replicas, event-loop]
               ├─ models[1] → Model  Echo  [4 replicas, event-loop]
               └─ models[2] → Chain  Link  [1 replica, worker × 3 threads]  (as above)
            """);
  }

  @Test
  void showsAMermaidFlowchart() {
    assertThat(GraphFormat.MERMAID.print(GRAPHS))
        .isEqualTo(
            """
            flowchart LR
              subgraph a0["pipeline at /calc"]
                a0d0["Model<br/>Echo<br/>4 × event-loop"]
                a0d1["Chain<br/>Link<br/>1 × worker"]
                a0d2(["Ensemble<br/>Ensemble<br/>2 × event-loop"])
                a0d1 -->|"next"| a0d0
                a0d2 -->|"models[0]"| a0d1
                a0d2 -->|"models[1]"| a0d0
                a0d2 -->|"models[2]"| a0d1
              end
            """);
  }

  @Test
  void showsJsonForPrograms() {
    JsonArray applications =
        new JsonObject(GraphFormat.JSON.print(GRAPHS)).getJsonArray("applications");

    JsonObject application = applications.getJsonObject(0);
    assertThat(application.getString("route")).isEqualTo("/calc");
    assertThat(application.getJsonArray("deployments").getJsonObject(0).getMap())
        .containsEntry("name", "Model")
        .containsEntry("class", Echo.class.getName())
        .containsEntry("replicas", 4);
    assertThat(application.getJsonArray("edges").getJsonObject(0).getMap())
        .containsEntry("caller", "Chain")
        .containsEntry("parameter", "next")
        .containsEntry("targets", List.of(target("pipeline", "Model", 1)))
        .containsEntry("contract", TestDeployments.Model.class.getName());
  }

  @Test
  void showsWeightsOptionsAndOtherApplicationsInTheTree() {
    assertThat(GraphFormat.TEXT.print(CROSSING).replace("dev.penstock.graph.TestDeployments$", ""))
        .isEqualTo(
            """
            front at /
            └─ Ensemble  Ensemble  [ingress, 2 instances, event-loop]
               ├─ models[0] (95 of 100, sticky header:x-user) → V1  Echo  [1 replica, event-loop]
               ├─ models[0] (5 of 100, sticky header:x-user) → models/V2
               └─ models[1] (timeout 1500ms, idempotent) → models/Chain

            models (no root: only other applications call it)
            └─ Chain  Link  [1 replica, event-loop]
               └─ next → V2  Echo  [1 replica, event-loop]
            """);
  }

  @Test
  void drawsEdgesToOtherApplicationsOutsideOfThem() {
    assertThat(GraphFormat.MERMAID.print(CROSSING))
        .isEqualTo(
            """
            flowchart LR
              subgraph a0["front at /"]
                a0d0["V1<br/>Echo<br/>1 × event-loop"]
                a0d1(["Ensemble<br/>Ensemble<br/>2 × event-loop"])
                a0d1 -->|"models[0] (95 of 100, sticky header:x-user)"| a0d0
              end
              subgraph a1["models (no root: only other applications call it)"]
                a1d0["V2<br/>Echo<br/>1 × event-loop"]
                a1d1["Chain<br/>Link<br/>1 × event-loop"]
                a1d1 -->|"next"| a1d0
              end
              a0d1 -->|"models[0] (5 of 100, sticky header:x-user)"| a1d0
              a0d1 -->|"models[1] (timeout 1500ms, idempotent)"| a1d1
            """);
  }

  @Test
  void listsTargetsAndOptionsForPrograms() {
    JsonArray applications =
        new JsonObject(GraphFormat.JSON.print(CROSSING)).getJsonArray("applications");

    JsonArray edges = applications.getJsonObject(0).getJsonArray("edges");
    assertThat(edges.getJsonObject(0).getMap())
        .containsEntry("targets", List.of(target("front", "V1", 95), target("models", "V2", 5)))
        .containsEntry("sticky", "header:x-user")
        .containsEntry("idempotent", false)
        .doesNotContainKey("timeout");
    assertThat(edges.getJsonObject(1).getMap())
        .containsEntry("timeout", "PT1.5S")
        .containsEntry("idempotent", true);
    assertThat(applications.getJsonObject(1).getMap()).doesNotContainKeys("root", "route");
  }

  private static Map<String, Object> target(String application, String deployment, int weight) {
    return Map.of("application", application, "deployment", deployment, "weight", weight);
  }

  private static List<ApplicationGraph> crossing() {
    var v1 = Deployment.of("V1", Echo.class).bind();
    var v2 = Deployment.of("V2", Echo.class).bind();
    var chain = Deployment.of("Chain", Link.class).bind(v2);
    var weighted = Edge.weighted(Map.of(v1, 95, v2, 5)).sticky("header:X-User");
    var bounded = Edge.to(chain).timeout(Duration.ofMillis(1500)).idempotent();
    var root = Deployment.of(Ensemble.class).bind(List.of(weighted, bounded), Map.of());
    return compiled(Application.of("front", root), Application.of("models").with(chain, v2));
  }

  private static List<ApplicationGraph> graphs() {
    var model = Deployment.of("Model", Echo.class).replicas(4).bind();
    var chain =
        Deployment.of("Chain", Link.class).threading(Threading.WORKER).threads(3).bind(model);
    var root = Deployment.of(Ensemble.class).bind(List.of(chain, model, chain), Map.of());
    return compiled(Application.of("pipeline", root).route("/calc"));
  }

  private static List<ApplicationGraph> compiled(Application... applications) {
    var read =
        ApplicationReader.read(
            new JsonObject().put("http", new JsonObject().put("eventLoops", 2)),
            List.of(applications));
    return new GraphCompiler(new TestRules()).compile(read).orThrow("test");
  }
}
