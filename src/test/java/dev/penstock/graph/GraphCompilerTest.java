package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.ConfigurationException;
import dev.penstock.Deployment;
import dev.penstock.ReplicaContext;
import dev.penstock.Threading;
import dev.penstock.config.ApplicationReader;
import dev.penstock.graph.TestDeployments.Both;
import dev.penstock.graph.TestDeployments.Choosy;
import dev.penstock.graph.TestDeployments.Configured;
import dev.penstock.graph.TestDeployments.Echo;
import dev.penstock.graph.TestDeployments.Ensemble;
import dev.penstock.graph.TestDeployments.Gateway;
import dev.penstock.graph.TestDeployments.Limits;
import dev.penstock.graph.TestDeployments.Link;
import dev.penstock.graph.TestDeployments.Mode;
import dev.penstock.graph.TestDeployments.Model;
import dev.penstock.graph.TestDeployments.Scorer;
import dev.penstock.graph.TestDeployments.Sized;
import dev.penstock.graph.TestDeployments.Typed;
import dev.penstock.message.ReplicaId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GraphCompilerTest {
  private static final ReplicaContext FIRST = new ReplicaId("app", "Model", 1, 0, "node");

  private static final JsonObject THREE_LOOPS =
      new JsonObject().put("http", new JsonObject().put("eventLoops", 3));

  @Test
  void ordersCalleesBeforeCallers() {
    var model = Deployment.of("Model", Echo.class).bind();
    var middle = Deployment.of("Middle", Link.class).bind(model);
    var root = Deployment.of(Ensemble.class).bind(List.of(middle, model), Map.of());

    ApplicationGraph graph = graph(root);

    assertThat(graph.deployments())
        .extracting(DeploymentNode::name)
        .containsExactly("Model", "Middle", "Ensemble");
    assertThat(graph.edges())
        .containsExactly(
            GraphEdge.of("a", "Middle", "next", "Model", Model.class),
            GraphEdge.of("a", "Ensemble", "models[0]", "Middle", Model.class),
            GraphEdge.of("a", "Ensemble", "models[1]", "Model", Model.class));
    assertThat(graph.edgesOf("Middle")).containsExactly(graph.edges().get(0));
    assertThat(graph.root().orElseThrow().id()).isEqualTo("a/Ensemble");
  }

  @Test
  void givesAnIngressOneInstancePerEventLoop() {
    DeploymentNode root = graph(Deployment.of(Gateway.class).bind(echo())).root().orElseThrow();

    assertThat(root.ingress()).isTrue();
    assertThat(root.replicas()).isEqualTo(3);
    assertThat(root.contract()).isEmpty();
  }

  @Test
  void limitsCallsByTheThreadingUnlessWritten() {
    assertThat(graph(echo()).root().orElseThrow().maxOngoing()).isEqualTo(100);
    assertThat(
            graph(Deployment.of(Echo.class).threading(Threading.WORKER).threads(4).bind())
                .root()
                .orElseThrow()
                .maxOngoing())
        .isEqualTo(8);
    assertThat(
            graph(Deployment.of(Echo.class).maxOngoing(1).bind()).root().orElseThrow().maxOngoing())
        .isEqualTo(1);
  }

  @Test
  void findsTheContractOfAPlainRoot() {
    DeploymentNode root = graph(echo()).root().orElseThrow();

    assertThat(root.ingress()).isFalse();
    assertThat(root.contract()).contains(Model.class);
  }

  @Test
  void takesTheContractThatIsNamedWhereARootHasSeveral() {
    assertThat(
            graph(Deployment.of(Both.class).contract(Scorer.class).bind())
                .root()
                .orElseThrow()
                .contract())
        .contains(Scorer.class);
  }

  @Test
  void choosesTheConstructorByNumberAndTypesOfArguments() {
    assertThat(constructorOf(Deployment.of(Choosy.class).bind(1))).isEqualTo(1);
    assertThat(constructorOf(Deployment.of(Choosy.class).bind("a", 1))).isEqualTo(2);
    assertThat(constructor(graph(Deployment.of(Typed.class).bind("x"))).getParameterTypes())
        .containsExactly(String.class);
    assertThatThrownBy(() -> graph(Deployment.of(Typed.class).bind(true)))
        .hasMessageContaining("no constructor takes [true]; there is")
        .hasMessageContaining("Typed(int number)")
        .hasMessageContaining("Typed(String text)");
  }

  @Test
  void injectsHandlesAlsoInsideListsAndMaps() throws ReflectiveOperationException {
    Model model = data -> Future.succeededFuture(data);
    Scorer scorer = data -> Future.succeededFuture(1.0);
    Map<String, Object> handles = new HashMap<>();
    handles.put("models[0]", model);
    handles.put("models[1]", model);
    handles.put("scorers.x", scorer);
    var bound =
        Deployment.of(Ensemble.class)
            .bind(
                List.of(echo(), Deployment.of("Other", Echo.class).bind()),
                Map.of("x", Deployment.of(Both.class).bind()));

    Construction construction = graph(bound).root().orElseThrow().construction();
    Ensemble ensemble =
        (Ensemble) construction.newInstance(edge -> of(handles, edge.parameter()), FIRST);

    assertThat(ensemble.models).containsExactly(model, model);
    assertThat(ensemble.scorers).containsExactly(Map.entry("x", scorer));
  }

  @Test
  void convertsValuesToTheTypesOfParametersAnewForEachInstance()
      throws ReflectiveOperationException {
    var bound =
        Deployment.of(Sized.class)
            .bind(
                3,
                "n",
                "FAST",
                "500ms",
                "weights.bin",
                new JsonObject("{\"top\": 1, \"threshold\": 0.5, \"pause\": \"1m\"}"),
                List.of(1, 2),
                Map.of(),
                new JsonObject().put("deep", new JsonObject().put("a", 1)));
    Construction construction = graph(bound).root().orElseThrow().construction();

    Sized first = (Sized) construction.newInstance(edge -> edge, FIRST);
    Sized second = (Sized) construction.newInstance(edge -> edge, FIRST);

    assertThat(first.values)
        .containsExactly(
            3,
            "n",
            Mode.FAST,
            Duration.ofMillis(500),
            Path.of("weights.bin").toAbsolutePath(),
            new Limits(1, 0.5, Duration.ofMinutes(1)),
            List.of(1, 2),
            Map.of(),
            new JsonObject().put("deep", new JsonObject().put("a", 1)));
    assertThat(second.values).isEqualTo(first.values);
    assertThat(second.values.get(8)).isNotSameAs(first.values.get(8));
  }

  @Test
  void bindsUserConfigToTheTypeThatASuperclassLeavesOpen() {
    var bound =
        Deployment.of(Configured.class).userConfig(new Limits(1, 2, Duration.ofSeconds(3))).bind();

    assertThat(graph(bound).root().orElseThrow().configuration().orElseThrow().newValue())
        .isEqualTo(new Limits(1, 2, Duration.ofSeconds(3)));
  }

  @Test
  void acceptsVirtualThreadsFromJava21On() {
    var read =
        ApplicationReader.read(
            new JsonObject(),
            List.of(
                Application.of(
                    "a", Deployment.of(Echo.class).threading(Threading.VIRTUAL).bind())));

    assertThat(
            new GraphCompiler(new TestRules(), getClass().getClassLoader(), 21)
                .compile(read)
                .problems())
        .isEmpty();
  }

  @Test
  void throwsAllProblemsAtOnceForWhoeverWantsOnlyGraphs() {
    var bound = Deployment.of(Link.class).replicas(0).bind("no handle");

    assertThatThrownBy(() -> graph(bound))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("test: 2 errors")
        .hasMessageContaining("replicas")
        .hasMessageContaining("args[0]");
  }

  private static int constructorOf(BoundDeployment<?> bound) {
    return constructor(graph(bound)).getParameterCount();
  }

  private static Constructor<?> constructor(ApplicationGraph graph) {
    Construction construction = graph.root().orElseThrow().construction();
    return ((Construction.ByConstructor) construction).constructor();
  }

  private static Object of(Map<String, Object> handles, String parameter) {
    return Objects.requireNonNull(handles.get(parameter), parameter);
  }

  private static BoundDeployment<Echo> echo() {
    return Deployment.of(Echo.class).bind();
  }

  private static ApplicationGraph graph(BoundDeployment<?> root) {
    var read = ApplicationReader.read(THREE_LOOPS, List.of(Application.of("a", root)));
    return new GraphCompiler(new TestRules()).compile(read).orThrow("test").get(0);
  }
}
