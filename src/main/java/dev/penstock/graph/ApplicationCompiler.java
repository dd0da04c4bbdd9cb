package dev.penstock.graph;

import dev.penstock.Problem;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.PenstockConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks one application, whose handles are read, and makes its graph. Used once. */
final class ApplicationCompiler {
  private final PenstockConfig config;
  private final LoadedApplication application;
  private final HandleGraph handles;
  private final int javaVersion;
  private final List<Problem> problems;
  private final ContractCheck contracts;
  private final Map<String, DeploymentNode> nodes = new LinkedHashMap<>();
  private final Map<String, List<FoundEdge>> edges = new LinkedHashMap<>();

  ApplicationCompiler(
      PenstockConfig config,
      LoadedApplication application,
      HandleGraph handles,
      ContractRules rules,
      int javaVersion,
      List<Problem> problems) {
    this.config = config;
    this.application = application;
    this.handles = handles;
    this.javaVersion = javaVersion;
    this.problems = problems;
    this.contracts = new ContractCheck(rules, problems);
  }

  /** The graph, or empty if something is wrong with this application or those before it. */
  Optional<ApplicationGraph> compile() {
    for (Callee deployment : application.deployments()) {
      deployment.type().ifPresent(type -> node(deployment, type));
    }
    PlacementCheck.run(config.cluster(), application, problems);
    boolean wrong = problems.stream().anyMatch(Problem::isError);
    return wrong ? Optional.empty() : Optional.of(graph());
  }

  private void node(Callee callee, DeploymentClass type) {
    DeploymentConfig deployment = callee.config();
    OptionCheck options = new OptionCheck(deployment, type, problems);
    options.checkThreading(javaVersion);
    Optional<Class<?>> contract = options.contract(callee.root());
    if (callee.ingress()) {
      options.checkIngress();
    } else if (type.ingress() && application.config().root().isEmpty()) {
      options.refuseIngressWithoutRoot();
    } else if (type.ingress()) {
      application.root().map(Callee::name).ifPresent(options::refuseIngressBelowRoot);
    }
    contract.ifPresent(c -> contracts.check(deployment.path(), c));
    ValueConverter converter = application.converter();
    Optional<Argument.Value> userConfig = options.userConfig(binder(callee), converter);
    RouterChoice router = RouterCheck.run(deployment, application.loader(), problems);
    Optional<ConstructorMatcher.Match> match =
        new ConstructorMatcher(deployment, type, converter, () -> binder(callee), problems).match();
    match.ifPresent(
        m -> {
          m.edges().forEach(edge -> contracts.check(edge, deployment));
          int replicas =
              type.ingress() ? config.http().eventLoops() : deployment.replicas().orElse(1);
          edges.put(deployment.name(), m.edges());
          nodes.put(
              deployment.name(),
              new DeploymentNode(
                  application.name(),
                  deployment.name(),
                  type.type(),
                  callee.ingress(),
                  m.construction(),
                  type.contracts(),
                  contract,
                  replicas,
                  deployment.threading(),
                  deployment.threads(),
                  deployment.interruptible(),
                  options.maxOngoing(),
                  deployment.maxOngoing().isPresent(),
                  deployment.maxQueued(),
                  router,
                  userConfig,
                  deployment.health(),
                  deployment.shutdownTimeout(),
                  deployment.placement()));
        });
  }

  private ArgumentBinder binder(Callee caller) {
    return new ArgumentBinder(
        application.name(), caller.name(), handles.of(caller), application.converter());
  }

  private ApplicationGraph graph() {
    Map<String, DeploymentNode> ordered = new LinkedHashMap<>();
    application.config().root().ifPresent(root -> addCalleesFirst(root, ordered));
    new TreeSet<>(nodes.keySet()).forEach(name -> addCalleesFirst(name, ordered));
    List<GraphEdge> all = new ArrayList<>();
    ordered.keySet().forEach(n -> of(edges, n).forEach(e -> all.add(e.edge())));
    return new ApplicationGraph(
        application.name(),
        application.config().route(),
        application.config().requestTimeout().orElse(config.http().requestTimeout()),
        application.config().root().map(root -> of(nodes, root)),
        List.copyOf(ordered.values()),
        List.copyOf(all),
        rules(),
        application.loader());
  }

  private RequestRules rules() {
    Set<String> headers = new LinkedHashSet<>(application.config().propagate());
    application.root().ifPresent(root -> headers.addAll(handles.stickyHeaders(root)));
    return new RequestRules(
        List.copyOf(headers), application.config().bearerToken(), application.config().cors());
  }

  /**
   * In the order of the root's parameters, then by name, never in that of the file: JSON and Java
   * give the same list.
   */
  private void addCalleesFirst(String name, Map<String, DeploymentNode> ordered) {
    if (ordered.containsKey(name)) {
      return;
    }
    for (FoundEdge found : of(edges, name)) {
      for (EdgeTarget target : found.edge().targets()) {
        if (target.application().equals(application.name())) {
          addCalleesFirst(target.deployment(), ordered);
        }
      }
    }
    ordered.put(name, of(nodes, name));
  }

  private static <T> T of(Map<String, T> byName, String name) {
    T found = byName.get(name);
    if (found == null) {
      Set<String> known = byName.keySet();
      throw new IllegalStateException("checked graph without deployment " + name + " in " + known);
    }
    return found;
  }
}
