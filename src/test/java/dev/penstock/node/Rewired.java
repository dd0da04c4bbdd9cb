package dev.penstock.node;

import dev.penstock.Application;
import dev.penstock.config.ApplicationReader;
import dev.penstock.config.ConfigReader;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.Argument;
import dev.penstock.graph.Construction;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.EdgeOptions;
import dev.penstock.graph.EdgeTarget;
import dev.penstock.graph.GraphCompiler;
import dev.penstock.graph.GraphEdge;
import dev.penstock.graph.RouterChoice;
import dev.penstock.message.Contract;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;

/** Applications with edges and routers other than those that they were wired with. */
final class Rewired {
  private Rewired() {}

  /** Starts an application on a free port with two event loops. */
  static Future<Node> start(Application application, UnaryOperator<ApplicationGraph> rewiring) {
    JsonObject settings =
        new JsonObject().put("http", new JsonObject().put("port", 0).put("eventLoops", 2));
    ConfigReader.Result read = ApplicationReader.read(settings, List.of(application));
    List<ApplicationGraph> graphs =
        new GraphCompiler(Contract::problems).compile(read).orThrow("test");
    return Node.start(read.config(), graphs.stream().map(rewiring).toList(), failure -> {});
  }

  /** Gives all edges of a deployment these targets and options. */
  static ApplicationGraph edges(
      ApplicationGraph graph, String caller, EdgeOptions options, EdgeTarget... targets) {
    return with(
        graph,
        caller,
        node ->
            with(
                node,
                new Construction(
                    node.construction().constructor(),
                    node.construction().arguments().stream()
                        .map(argument -> rewired(argument, List.of(targets), options))
                        .toList()),
                node.router()));
  }

  private static Argument rewired(
      Argument argument, List<EdgeTarget> targets, EdgeOptions options) {
    if (!(argument instanceof Argument.HandleTo handle)) {
      return argument;
    }
    GraphEdge edge = handle.edge();
    return new Argument.HandleTo(
        new GraphEdge(
            edge.application(),
            edge.caller(),
            edge.parameter(),
            targets,
            edge.contract(),
            options));
  }

  /** Gives a deployment another router. */
  static ApplicationGraph router(ApplicationGraph graph, String name, RouterChoice router) {
    return with(graph, name, node -> with(node, node.construction(), router));
  }

  private static ApplicationGraph with(
      ApplicationGraph graph, String name, UnaryOperator<DeploymentNode> change) {
    List<DeploymentNode> deployments =
        graph.deployments().stream()
            .map(node -> node.name().equals(name) ? change.apply(node) : node)
            .toList();
    return new ApplicationGraph(
        graph.name(),
        graph.route(),
        graph.requestTimeout(),
        graph.root().map(node -> node.name().equals(name) ? change.apply(node) : node),
        deployments,
        graph.edges(),
        graph.rules(),
        graph.loader());
  }

  private static DeploymentNode with(
      DeploymentNode node, Construction construction, RouterChoice router) {
    return new DeploymentNode(
        node.application(),
        node.name(),
        node.type(),
        node.ingress(),
        construction,
        node.contracts(),
        node.contract(),
        node.replicas(),
        node.threading(),
        node.threads(),
        node.maxOngoing(),
        node.maxQueued(),
        router,
        node.configuration(),
        node.health(),
        node.shutdownTimeout());
  }
}
