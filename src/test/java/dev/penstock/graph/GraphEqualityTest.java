package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Edge;
import dev.penstock.HealthCheck;
import dev.penstock.Problem;
import dev.penstock.Threading;
import dev.penstock.config.ApplicationReader;
import dev.penstock.config.ConfigReader;
import dev.penstock.graph.TestDeployments.Both;
import dev.penstock.graph.TestDeployments.Configured;
import dev.penstock.graph.TestDeployments.Echo;
import dev.penstock.graph.TestDeployments.Ensemble;
import dev.penstock.graph.TestDeployments.FirstReplica;
import dev.penstock.graph.TestDeployments.Gateway;
import dev.penstock.graph.TestDeployments.Limits;
import dev.penstock.graph.TestDeployments.Mode;
import dev.penstock.graph.TestDeployments.Sized;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code bind()} and JSON say the same thing. */
class GraphEqualityTest {
  private static final JsonObject SETTINGS =
      new JsonObject().put("http", new JsonObject().put("eventLoops", 3));

  @Test
  void givesOneGraphValueForValuesOptionsAndHandles() {
    var sized =
        Deployment.of(Sized.class)
            .replicas(2)
            .threading(Threading.WORKER)
            .threads(4)
            .interruptible()
            .router("round-robin")
            .maxQueued(5)
            .health(new HealthCheck(Duration.ofSeconds(1), Duration.ofSeconds(2), 4))
            .shutdownTimeout(Duration.ofMillis(1500))
            .bind(
                3L,
                "name",
                Mode.EXACT,
                Duration.ofMillis(500),
                Path.of("weights", "model.bin"),
                new Limits(1, 0.5, Duration.ofSeconds(1)),
                List.of(1, 2L),
                Map.of("a", new Limits(2, 1, Duration.ZERO)),
                new JsonObject().put("list", new JsonArray().add(1.5f).addNull()));
    var configured =
        Deployment.of(Configured.class)
            .maxOngoing(9)
            .userConfig(Map.of("top", 1, "threshold", 0.25, "pause", "2s"))
            .bind();
    var both = Deployment.of("Scores", Both.class).bind();
    var root =
        Deployment.of(Ensemble.class)
            .bindNamed(
                Map.of("scorers", Map.of("x", both), "models", List.of(sized, configured, sized)));

    assertThat(java(Application.of("a", root).route("calc").requestTimeout(Duration.ofSeconds(9))))
        .isEqualTo(
            json(
                """
                {"http": {"eventLoops": 3},
                 "applications": [{"name": "a", "route": "/calc/", "root": "Ensemble",
                  "requestTimeout": "9s", "deployments": {
                   "Ensemble": {"class": "~Ensemble", "args": {
                     "scorers": {"x": {"$handle": "Scores"}},
                     "models": [{"$handle": "Sized"}, {"$handle": "Configured"},
                                {"$handle": "Sized"}]}},
                   "Scores": {"class": "~Both"},
                   "Configured": {"class": "~Configured", "maxOngoing": 9,
                     "userConfig": {"top": 1, "threshold": 0.25, "pause": "2s"}},
                   "Sized": {"class": "~Sized", "replicas": 2, "threading": "worker",
                     "threads": 4, "interruptible": true, "router": "round-robin", "maxQueued": 5,
                     "health": {"period": "1s", "timeout": "2s", "failures": 4},
                     "shutdownTimeout": "1500ms",
                     "args": [3, "name", "EXACT", "PT0.5S", "weights/model.bin",
                       {"top": 1, "threshold": 0.5, "pause": "PT1S"}, [1, 2],
                       {"a": {"top": 2, "threshold": 1.0, "pause": "PT0S"}},
                       {"list": [1.5, null]}]}}}]}"""));
  }

  @Test
  void givesOneGraphValueForEdgesWithOptionsWeightsAndOtherApplications() {
    var v1 = Deployment.of("V1", Echo.class).bind();
    var v2 = Deployment.of("V2", Echo.class).router(FirstReplica.class).bind();
    var scores = Deployment.of("Scores", Both.class).bind();
    var models = Application.of("models").with(v2, scores);
    var root =
        Deployment.of(Ensemble.class)
            .bind(
                List.of(
                    Edge.weighted(Map.of(v2, 5, v1, 95)).sticky("header:X-User"),
                    Edge.to(v1).timeout(Duration.ofMillis(1500)).idempotent(),
                    v2),
                Map.of("x", Edge.to(scores).idempotent()));
    var front = Application.of("front", root).propagate("X-Tenant").cors("https://example.org");

    assertThat(java(front, models))
        .isEqualTo(
            json(
                """
                {"http": {"eventLoops": 3},
                 "applications": [
                  {"name": "front", "root": "Ensemble", "propagate": ["X-Tenant"],
                   "cors": {"origins": ["https://example.org"]}, "deployments": {
                     "V1": {"class": "~Echo"},
                     "Ensemble": {"class": "~Ensemble", "args": {
                       "models": [
                         {"$handle": {"V1": 95, "models/V2": 5}, "sticky": "header:x-user"},
                         {"$handle": "V1", "timeout": "1500ms", "idempotent": true},
                         {"$handle": "models/V2"}],
                       "scorers": {"x": {"$handle": "models/Scores", "idempotent": true}}}}}},
                  {"name": "models", "deployments": {
                     "V2": {"class": "~Echo", "router": "~FirstReplica"},
                     "Scores": {"class": "~Both"}}}]}"""));
  }

  @Test
  void takesTheSameBoundDeploymentTwiceAsOne() {
    var model = Deployment.of(Echo.class).bind();
    var root = Deployment.of(Ensemble.class).bind(List.of(model, model), Map.of());

    assertThat(java(Application.of("a", root)).get(0).deployments())
        .extracting(DeploymentNode::name)
        .containsExactly("Echo", "Ensemble");
  }

  @Test
  void refusesTwoDifferentDeploymentsOfOneName() {
    var root =
        Deployment.of(Ensemble.class)
            .bind(
                List.of(
                    Deployment.of("Model", Echo.class).bind(),
                    Deployment.of("Model", Echo.class).bind()),
                Map.of());

    assertThat(ApplicationReader.read(SETTINGS, List.of(Application.of("a", root))).problems())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.path()).isEqualTo("$.applications[0].deployments.Model");
              assertThat(p.message()).startsWith("two different deployments are named \"Model\"");
            });
  }

  @Test
  void refusesArgumentsThatAreNoConfigurationValues() {
    var thread = Deployment.of(Gateway.class).bindNamed(Map.of("model", new Object()));
    var lambda = Deployment.of(Ensemble.class).bind(List.of(new StringBuilder()), thread);

    assertThat(ApplicationReader.read(SETTINGS, List.of(Application.of("a", lambda))).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "error: $.applications[0].deployments.Ensemble.args[0][0]: refused value of class"
                + " java.lang.StringBuilder: arguments are configuration values, bound deployments"
                + " or edges",
            "error: $.applications[0].deployments.Gateway.args.model: refused value of class"
                + " java.lang.Object: arguments are configuration values, bound deployments or"
                + " edges");
  }

  @Test
  void refusesHandlesInUserConfigAndApplicationsInSettings() {
    var model = Deployment.of(Echo.class).bind();
    var root = Deployment.of(Configured.class).userConfig(Map.of("top", model)).bind();
    JsonObject settings = new JsonObject().put("applications", new JsonArray());

    assertThat(ApplicationReader.read(settings, List.of(Application.of("a", root))).problems())
        .extracting(Problem::path)
        .containsExactly(
            "$.applications", "$.applications[0].deployments.Configured.userConfig.top");
  }

  @Test
  void leavesPlaceholdersInJavaStringsAlone() {
    var root = Deployment.of(Echo.class).userConfig("${HOME}").bind();

    var read = ApplicationReader.read(SETTINGS, List.of(Application.of("a", root)));

    assertThat(read.problems()).isEmpty();
    assertThat(read.config().applications().get(0).deployments().get(0).userConfig().orElseThrow())
        .hasToString("\"${HOME}\"");
  }

  private static List<ApplicationGraph> java(Application... applications) {
    return compiled(ApplicationReader.read(SETTINGS, List.of(applications)));
  }

  private static List<ApplicationGraph> json(String text) {
    return compiled(
        new ConfigReader(Map.of())
            .read(
                text.replace("~", "dev.penstock.graph.TestDeployments$"),
                "test",
                Path.of("").toAbsolutePath(),
                List.of()));
  }

  private static List<ApplicationGraph> compiled(ConfigReader.Result read) {
    return new GraphCompiler(new TestRules()).compile(read).orThrow("test");
  }
}
