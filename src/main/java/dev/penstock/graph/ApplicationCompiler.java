package dev.penstock.graph;

import dev.penstock.Problem;
import dev.penstock.config.ApplicationConfig;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.NearestName;
import dev.penstock.config.PenstockConfig;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks one application and makes its graph. Used once. */
final class ApplicationCompiler {
  private final PenstockConfig config;
  private final ApplicationConfig application;
  private final ContractRules rules;
  private final int javaVersion;
  private final List<Problem> problems;
  private final ClassLoader loader;
  private final ValueConverter converter;
  private final Map<String, Optional<DeploymentClass>> classes = new LinkedHashMap<>();
  private final Map<String, List<HandleRef>> handles = new LinkedHashMap<>();

  ApplicationCompiler(
      PenstockConfig config,
      ApplicationConfig application,
      ContractRules rules,
      ClassLoader server,
      int javaVersion,
      List<Problem> problems) {
    this.config = config;
    this.application = application;
    this.rules = rules;
    this.javaVersion = javaVersion;
    this.problems = problems;
    this.loader = loader(server);
    this.converter = new ValueConverter(config.directory(), loader);
  }

  private ClassLoader loader(ClassLoader server) {
    String path = JsonPaths.member(application.path(), "classpath");
    List<URL> urls = Classpath.find(config.directory(), path, application.classpath(), problems);
    return application.classpath().isEmpty()
        ? server
        : new ApplicationClassLoader(application.name(), urls, server);
  }

  void closeLoader() {
    if (loader instanceof ApplicationClassLoader own) {
      own.close();
    }
  }

  /** The graph, or empty if something is wrong with this application. */
  Optional<ApplicationGraph> compile() {
    for (DeploymentConfig deployment : application.deployments()) {
      classes.put(deployment.name(), DeploymentClass.load(deployment, loader, problems));
    }
    for (DeploymentConfig deployment : application.deployments()) {
      String args = JsonPaths.member(deployment.path(), "args");
      handles.put(
          deployment.name(), HandleRef.scan(args, deployment.args(), classes.keySet(), problems));
    }
    CycleCheck.run(handles, problems);
    Optional<String> root = root();
    root.ifPresent(r -> ReachabilityCheck.run(r, application.deployments(), handles, problems));
    Map<String, DeploymentNode> nodes = new LinkedHashMap<>();
    Map<String, List<FoundEdge>> edges = new LinkedHashMap<>();
    ContractCheck contracts = new ContractCheck(rules, problems);
    for (DeploymentConfig deployment : application.deployments()) {
      of(classes, deployment.name())
          .ifPresent(c -> node(deployment, c, root, contracts, nodes, edges));
    }
    boolean wrong = problems.stream().anyMatch(Problem::isError);
    return wrong ? Optional.empty() : Optional.of(graph(nodes, edges));
  }

  /** The root, or the deployment that was probably meant; empty if there is no telling. */
  private Optional<String> root() {
    if (application.root().isEmpty() || classes.containsKey(application.root().get())) {
      return application.root();
    }
    String root = application.root().get();
    problems.add(
        Problem.error(
            JsonPaths.member(application.path(), "root"),
            "no deployment \""
                + root
                + "\" in this application; "
                + NearestName.hint(root, classes.keySet(), "it has none")));
    return NearestName.of(root, classes.keySet());
  }

  private void node(
      DeploymentConfig deployment,
      DeploymentClass type,
      Optional<String> rootName,
      ContractCheck contracts,
      Map<String, DeploymentNode> nodes,
      Map<String, List<FoundEdge>> edges) {
    boolean root = rootName.filter(deployment.name()::equals).isPresent();
    OptionCheck options = new OptionCheck(deployment, type, problems);
    options.checkThreading(javaVersion);
    Optional<Class<?>> contract = options.contract(root);
    if (root && type.ingress()) {
      options.checkIngress();
    } else if (type.ingress()) {
      rootName.ifPresent(options::refuseIngressBelowRoot);
    }
    contract.ifPresent(c -> contracts.check(deployment.path(), c));
    Optional<Argument.Value> userConfig = options.userConfig(binder(deployment), converter);
    Optional<ConstructorMatcher.Match> match =
        new ConstructorMatcher(deployment, type, converter, () -> binder(deployment), problems)
            .match();
    match.ifPresent(
        m -> {
          for (FoundEdge edge : m.edges()) {
            contracts.check(edge, deployment, callee(edge));
          }
          int replicas =
              type.ingress() ? config.http().eventLoops() : deployment.replicas().orElse(1);
          edges.put(deployment.name(), m.edges());
          nodes.put(
              deployment.name(),
              new DeploymentNode(
                  application.name(),
                  deployment.name(),
                  type.type(),
                  root && type.ingress(),
                  m.construction(),
                  type.contracts(),
                  contract,
                  replicas,
                  deployment.threading(),
                  deployment.threads(),
                  options.maxOngoing(),
                  deployment.maxQueued(),
                  options.router(loader),
                  userConfig,
                  deployment.health(),
                  deployment.shutdownTimeout()));
        });
  }

  private Optional<DeploymentClass> callee(FoundEdge edge) {
    return classes.getOrDefault(edge.edge().targets().get(0).deployment(), Optional.empty());
  }

  private ArgumentBinder binder(DeploymentConfig deployment) {
    return new ArgumentBinder(application.name(), deployment.name(), classes, converter);
  }

  private ApplicationGraph graph(
      Map<String, DeploymentNode> nodes, Map<String, List<FoundEdge>> edges) {
    Map<String, DeploymentNode> ordered = new LinkedHashMap<>();
    application.root().ifPresent(root -> addCalleesFirst(root, nodes, edges, ordered));
    nodes.keySet().forEach(name -> addCalleesFirst(name, nodes, edges, ordered));
    List<GraphEdge> all = new ArrayList<>();
    ordered.keySet().forEach(n -> of(edges, n).forEach(e -> all.add(e.edge())));
    return new ApplicationGraph(
        application.name(),
        application.route(),
        application.requestTimeout().orElse(config.http().requestTimeout()),
        application.root().map(root -> of(nodes, root)),
        List.copyOf(ordered.values()),
        List.copyOf(all),
        new RequestRules(application.propagate(), application.bearerToken(), application.cors()),
        loader);
  }

  /** In the order of the root's parameters, not of the file: JSON and Java give the same list. */
  private static void addCalleesFirst(
      String name,
      Map<String, DeploymentNode> nodes,
      Map<String, List<FoundEdge>> edges,
      Map<String, DeploymentNode> ordered) {
    if (ordered.containsKey(name)) {
      return;
    }
    of(edges, name)
        .forEach(
            e -> addCalleesFirst(e.edge().targets().get(0).deployment(), nodes, edges, ordered));
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
