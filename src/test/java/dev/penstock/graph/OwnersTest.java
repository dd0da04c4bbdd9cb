package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Deployment;
import dev.penstock.Edge;
import dev.penstock.Problem;
import dev.penstock.config.ApplicationReader;
import dev.penstock.graph.TestDeployments.Echo;
import dev.penstock.graph.TestDeployments.Gateway;
import dev.penstock.graph.TestDeployments.Link;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which application a deployment runs in when several bind it in Java. */
class OwnersTest {
  private final BoundDeployment<Echo> model = Deployment.of("Model", Echo.class).bind();
  private final Application front =
      Application.of("front", Deployment.of(Gateway.class).bind(model)).route("/front");

  @Test
  void deploymentOfAnotherApplicationRunsThereOnly() {
    List<ApplicationGraph> graphs =
        compile(front, Application.of("models").with(model)).orThrow("");

    assertThat(graphs.get(0).deployments())
        .extracting(DeploymentNode::id)
        .containsExactly("front/Gateway");
    assertThat(graphs.get(1).deployments())
        .extracting(DeploymentNode::id)
        .containsExactly("models/Model");
    assertThat(graphs.get(0).edges().get(0).targets())
        .containsExactly(new EdgeTarget("models", "Model", 1));
  }

  @Test
  void plainRootOfAnotherApplicationIsCalledThere() {
    List<ApplicationGraph> graphs = compile(front, Application.of("api", model)).orThrow("");

    assertThat(graphs.get(0).edges().get(0).targets())
        .containsExactly(new EdgeTarget("api", "Model", 1));
    assertThat(graphs.get(1).root().orElseThrow().id()).isEqualTo("api/Model");
  }

  @Test
  void whatADeploymentBindsRunsWhereItRuns() {
    var chain = Deployment.of("Chain", Link.class).bind(model);
    var gateway = Deployment.of(Gateway.class).bind(chain);

    List<ApplicationGraph> graphs =
        compile(Application.of("front", gateway), Application.of("models").with(chain)).orThrow("");

    assertThat(graphs.get(1).deployments())
        .extracting(DeploymentNode::id)
        .containsExactly("models/Model", "models/Chain");
  }

  @Test
  void refusesDeploymentThatTwoApplicationsBindAndNoneLists() {
    var back = Application.of("back", Deployment.of(Gateway.class).bind(model)).route("/back");

    assertThat(compile(front, back).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "error: $.applications[1].deployments.Gateway.args[0]: \"Model\" is bound in"
                + " applications \"front\" and \"back\", and belongs to neither; say where it runs,"
                + " for example Application.of(\"front\", ...).with(...), and the other calls it"
                + " there; or bind it twice, for two of them");
  }

  @Test
  void refusesDeploymentThatTwoApplicationsList() {
    assertThat(
            compile(front, Application.of("a").with(model), Application.of("b").with(model))
                .problems())
        .filteredOn(Problem::isError)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("$.applications[2].deployments.Model");
              assertThat(problem.message())
                  .startsWith("\"Model\" belongs to application \"a\" already");
            });
  }

  @Test
  void tellsBadWeightsAndOptionsOfJavaAtTheirPlaces() {
    Map<BoundDeployment<?>, Integer> weights = new HashMap<>();
    weights.put(model, -5);
    var other = Deployment.of("Other", Echo.class).bind();
    weights.put(other, null);
    var edge = Edge.weighted(weights).sticky("cookie");
    var root = Deployment.of(Gateway.class).bind(edge);

    assertThat(compile(Application.of("a", root)).problems())
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "$.applications[0].deployments.Gateway.args[0].$handle.Model",
            "$.applications[0].deployments.Gateway.args[0].$handle.Other",
            "$.applications[0].deployments.Gateway.args[0].sticky");
  }

  private static GraphCompiler.Result compile(Application... applications) {
    return new GraphCompiler(new TestRules())
        .compile(ApplicationReader.read(new JsonObject(), List.of(applications)));
  }
}
