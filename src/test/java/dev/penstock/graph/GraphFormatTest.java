package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Threading;
import dev.penstock.config.ApplicationReader;
import dev.penstock.graph.TestDeployments.Echo;
import dev.penstock.graph.TestDeployments.Ensemble;
import dev.penstock.graph.TestDeployments.Link;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphFormatTest {
  private static final List<ApplicationGraph> GRAPHS = graphs();

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
        .containsEntry("callee", "Model")
        .containsEntry("contract", TestDeployments.Model.class.getName());
  }

  private static List<ApplicationGraph> graphs() {
    var model = Deployment.of("Model", Echo.class).replicas(4).bind();
    var chain =
        Deployment.of("Chain", Link.class).threading(Threading.WORKER).threads(3).bind(model);
    var root = Deployment.of(Ensemble.class).bind(List.of(chain, model, chain), Map.of());
    var read =
        ApplicationReader.read(
            new JsonObject().put("http", new JsonObject().put("eventLoops", 2)),
            List.of(Application.of("pipeline", root).route("/calc")));
    return new GraphCompiler(new TestRules()).compile(read).orThrow("test");
  }
}
