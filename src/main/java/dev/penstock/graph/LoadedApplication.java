package dev.penstock.graph;

import dev.penstock.Problem;
import dev.penstock.config.ApplicationConfig;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.NearestName;
import dev.penstock.config.PenstockConfig;
import java.net.URL;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An application with its class loader, and with the classes of its deployments once they are
 * loaded. All applications are loaded before the handles of any are read, since handles cross.
 */
final class LoadedApplication {
  private final ApplicationConfig config;
  private final ClassLoader loader;
  private final ValueConverter converter;
  private final Optional<String> root;
  private final Map<String, Callee> deployments = new LinkedHashMap<>();

  LoadedApplication(
      PenstockConfig whole, ApplicationConfig config, ClassLoader server, List<Problem> problems) {
    this.config = config;
    String path = JsonPaths.member(config.path(), "classpath");
    List<URL> urls = Classpath.find(whole.directory(), path, config.classpath(), problems);
    this.loader =
        config.classpath().isEmpty()
            ? server
            : new ApplicationClassLoader(config.name(), urls, server);
    this.converter = new ValueConverter(whole.directory(), loader);
    this.root = root(config, problems);
  }

  /** The root, or the deployment that was probably meant; empty if there is no telling. */
  private static Optional<String> root(ApplicationConfig config, List<Problem> problems) {
    List<String> known = config.deployments().stream().map(DeploymentConfig::name).toList();
    if (config.root().isEmpty() || known.contains(config.root().get())) {
      return config.root();
    }
    String root = config.root().get();
    problems.add(
        Problem.error(
            JsonPaths.member(config.path(), "root"),
            "no deployment \""
                + root
                + "\" in this application; "
                + NearestName.hint(root, known, "it has none")));
    return NearestName.of(root, known);
  }

  void loadClasses(List<Problem> problems) {
    for (DeploymentConfig deployment : config.deployments()) {
      deployments.put(
          deployment.name(),
          new Callee(
              config.name(),
              deployment,
              DeploymentClass.load(deployment, loader, problems),
              root.filter(deployment.name()::equals).isPresent()));
    }
  }

  void closeLoader() {
    if (loader instanceof ApplicationClassLoader own) {
      own.close();
    }
  }

  String name() {
    return config.name();
  }

  ApplicationConfig config() {
    return config;
  }

  ClassLoader loader() {
    return loader;
  }

  ValueConverter converter() {
    return converter;
  }

  /** The deployment that requests go to, also where its name is misspelt but recognisable. */
  Optional<Callee> root() {
    return root.flatMap(this::deployment);
  }

  Optional<Callee> deployment(String name) {
    return Optional.ofNullable(deployments.get(name));
  }

  /** In the order of the file. */
  Collection<Callee> deployments() {
    return deployments.values();
  }

  /** Names of the deployments, in the order of the file. */
  Set<String> names() {
    return deployments.keySet();
  }
}
