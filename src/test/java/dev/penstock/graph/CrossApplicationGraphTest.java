package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.ConfigReader;
import dev.penstock.config.Routing;
import dev.penstock.graph.TestDeployments.FirstReplica;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several applications whose deployments call each other. */
class CrossApplicationGraphTest {
  @Test
  void requestsCarryTheHeadersOfEveryStickyEdgeTheyReach() {
    List<ApplicationGraph> graphs =
        compile(
            """
            {"applications": [
              {"name": "front", "root": "Gateway", "propagate": ["X-Tenant", "X-A"], "deployments": {
                "Gateway": {"class": "~Gateway", "args": [{"$handle": "models/Chain"}]}}},
              {"name": "models", "deployments": {
                "Chain": {"class": "~Link", "args": [
                  {"$handle": {"V1": 1, "back/V2": 1}, "sticky": "header:X-B"}]},
                "V1": {"class": "~Echo"}}},
              {"name": "back", "route": "/back", "root": "Root", "deployments": {
                "V2": {"class": "~Link", "args": [
                  {"$handle": {"models/V1": 1, "End": 1}, "sticky": "header:x-a"}]},
                "End": {"class": "~Echo"},
                "Root": {"class": "~Link", "args": [
                  {"$handle": {"End": 1, "models/V1": 1}, "sticky": "routingKey"}]}}}]}""");

    assertThat(graphs.get(0).rules().headers()).containsExactly("x-tenant", "x-a", "x-b");
    assertThat(graphs.get(1).rules().headers()).isEmpty();
    assertThat(graphs.get(2).rules().headers()).isEmpty();
  }

  @Test
  void applicationsMayCallEachOtherIfNoDeploymentCallsItself() {
    List<ApplicationGraph> graphs =
        compile(
            """
            {"applications": [
              {"name": "a", "root": "Top", "deployments": {
                "Top": {"class": "~Link", "args": [{"$handle": "b/Middle"}]},
                "Bottom": {"class": "~Echo"}}},
              {"name": "b", "deployments": {
                "Middle": {"class": "~Link", "args": [{"$handle": "a/Bottom"}]}}}]}""");

    assertThat(graphs).hasSize(2);
    assertThat(graphs.get(0).deployments())
        .extracting(DeploymentNode::name)
        .containsExactly("Top", "Bottom");
    assertThat(graphs.get(1).root()).isEmpty();
  }

  @Test
  void nameWithItsOwnApplicationIsThePlainName() {
    ApplicationGraph graph =
        compile(
                """
                {"applications": [{"name": "a", "root": "Top", "deployments": {
                  "Top": {"class": "~Link", "args": [{"$handle": "a/End"}]},
                  "End": {"class": "~Echo"}}}]}""")
            .get(0);

    assertThat(graph.edges())
        .containsExactly(GraphEdge.of("a", "Top", "next", "End", TestDeployments.Model.class));
  }

  @Test
  void readsWeightsTimeoutsAndFlagsThatPlaceholdersFilled() {
    ApplicationGraph graph =
        compile(
                """
                {"applications": [{"name": "a", "root": "Top", "deployments": {
                  "Top": {"class": "~Link", "args": [{"$handle": {"V1": "${W}", "V2": "0"},
                    "idempotent": "true", "timeout": "${T:2s}", "sticky": "${S}"}]},
                  "V1": {"class": "~Echo"}, "V2": {"class": "~Echo"}}}]}""",
                Map.of("W", "7", "S", "routingKey"))
            .get(0);

    GraphEdge edge = graph.edges().get(0);
    assertThat(edge.targets())
        .containsExactly(new EdgeTarget("a", "V1", 7), new EdgeTarget("a", "V2", 0));
    assertThat(edge.options().idempotent()).isTrue();
    assertThat(edge.options().timeout().orElseThrow()).hasSeconds(2);
    assertThat(edge.options().sticky()).contains(new EdgeOptions.Sticky.RoutingKey());
  }

  @Test
  void findsThePolicyOfARouterByItsWordOrItsClass() {
    ApplicationGraph graph =
        compile(
                """
                {"applications": [{"name": "a", "root": "Top", "deployments": {
                  "Top": {"class": "~Link", "args": [{"$handle": "End"}],
                    "router": "consistent-hash"},
                  "End": {"class": "~Echo", "router": "~FirstReplica"}}}]}""")
            .get(0);

    assertThat(graph.deployment("Top").router())
        .isEqualTo(new RouterChoice.BuiltIn(Routing.CONSISTENT_HASH));
    assertThat(graph.deployment("End").router())
        .isEqualTo(new RouterChoice.Custom(FirstReplica.class));
  }

  private static List<ApplicationGraph> compile(String text) {
    return compile(text, Map.of());
  }

  private static List<ApplicationGraph> compile(String text, Map<String, String> environment) {
    return new GraphCompiler(new TestRules())
        .compile(
            new ConfigReader(environment)
                .read(
                    text.replace("~", "dev.penstock.graph.TestDeployments$"),
                    "test",
                    Path.of("").toAbsolutePath(),
                    List.of()))
        .orThrow("test");
  }
}
