package dev.penstock.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes the records of a configuration from its JSON tree, whether from a file or from Java. */
final class TreeReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final String NAME_RULE =
      "names consist of letters, digits, '.', '_' and '-', and are not empty";

  private static final List<String> FOR_REQUESTS =
      List.of("route", "requestTimeout", "propagate", "bearerToken", "cors", "async");

  private final String source;
  private final Path directory;
  private final List<Problem> problems;

  TreeReader(String source, Path directory, List<Problem> problems) {
    this.source = source;
    this.directory = directory;
    this.problems = problems;
  }

  /** What stands in for a configuration that cannot be read at all. */
  static PenstockConfig nothing(String source, Path directory) {
    return new PenstockConfig(
        source,
        directory,
        HttpConfig.defaults(),
        AdminConfig.defaults(),
        StoreConfig.defaults(),
        ClusterConfig.defaults(),
        PenstockConfig.DEFAULT_ABANDON_AFTER,
        PenstockConfig.DEFAULT_SHUTDOWN_TIMEOUT,
        List.of());
  }

  PenstockConfig read(ObjectNode tree) {
    ObjectCursor top = new ObjectCursor(JsonPaths.ROOT, tree, problems);
    top.text("$schema");
    HttpConfig http =
        top.object("http")
            .map(each -> HttpReader.http(each, directory))
            .orElseGet(HttpConfig::defaults);
    boolean freePort = http.port() == 0;
    AdminConfig admin =
        top.object("admin")
            .map(each -> HttpReader.admin(each, freePort))
            .orElseGet(() -> HttpReader.admin(freePort));
    StoreConfig store =
        top.object("store")
            .map(each -> StoreReader.store(each, directory))
            .orElseGet(StoreConfig::defaults);
    ClusterConfig cluster =
        top.object("cluster")
            .map(each -> ClusterReader.cluster(each, directory))
            .orElseGet(ClusterConfig::defaults);
    Duration abandonAfter =
        top.positiveDuration("abandonAfter").orElse(PenstockConfig.DEFAULT_ABANDON_AFTER);
    Duration shutdownTimeout =
        top.positiveDuration("shutdownTimeout").orElse(PenstockConfig.DEFAULT_SHUTDOWN_TIMEOUT);
    List<ApplicationConfig> applications = new ArrayList<>();
    for (ObjectCursor.Item item : top.items("applications")) {
      if (item.value() instanceof ObjectNode object) {
        applications.add(
            application(new ObjectCursor(item.path(), object, problems), shutdownTimeout));
      } else {
        problems.add(
            Problem.error(item.path(), "must be an object {}, was " + Shown.value(item.value())));
      }
    }
    if (!top.has("applications")) {
      top.problem("applications", "is missing; it lists the applications to serve");
    } else if (tree.path("applications").isArray() && tree.path("applications").isEmpty()) {
      top.problem("applications", "must list at least one application, was []");
    }
    top.refuseUnknownKeys();
    refuseDuplicates(applications);
    AsyncReader.refuseSeveral(applications, problems);
    return new PenstockConfig(
        source,
        directory,
        http,
        admin,
        store,
        cluster,
        abandonAfter,
        shutdownTimeout,
        applications);
  }

  private ApplicationConfig application(ObjectCursor application, Duration shutdownTimeout) {
    String name = application.requiredText("name", "the application");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      application.problem("name", "bad name \"" + name + "\"; " + NAME_RULE);
    }
    String route = route(application);
    Optional<String> root = root(application);
    List<String> classpath = application.texts("classpath", "\"lib/*\"");
    var requestTimeout = application.positiveDuration("requestTimeout");
    List<String> propagate = propagate(application);
    Optional<String> bearerToken = application.secret("bearerToken");
    Optional<CorsConfig> cors = application.object("cors").map(HttpReader::cors);
    Optional<AsyncConfig> async =
        application.object("async").map(each -> AsyncReader.async(each, directory));
    var deployments = application.object("deployments");
    List<DeploymentConfig> read = new ArrayList<>();
    if (deployments.isPresent()) {
      for (ObjectCursor.Member member : deployments.get().members()) {
        if (!NAME.matcher(member.name()).matches()) {
          deployments
              .get()
              .problem(member.name(), "bad name \"" + member.name() + "\"; " + NAME_RULE);
        }
        read.add(DeploymentReader.read(member.name(), member.value(), shutdownTimeout));
      }
    } else if (!application.has("deployments")) {
      application.problem("deployments", "is missing; it holds the deployments by name");
    }
    application.refuseUnknownKeys();
    return new ApplicationConfig(
        application.path(),
        name,
        route,
        root,
        classpath,
        requestTimeout,
        propagate,
        bearerToken,
        cors,
        async,
        read);
  }

  /** The root, if there is one: without it the keys for requests make no sense. */
  private static Optional<String> root(ObjectCursor application) {
    if (application.has("root")) {
      return Optional.of(application.requiredText("root", "the deployment that requests go to"))
          .filter(name -> !name.isEmpty());
    }
    for (String key : FOR_REQUESTS) {
      if (application.has(key)) {
        application.problem(
            key,
            "only an application with a root gets requests; name the deployment that they go to"
                + " as \"root\", or remove this");
      }
    }
    return Optional.empty();
  }

  private static List<String> propagate(ObjectCursor application) {
    List<String> names = new ArrayList<>();
    for (String name : application.texts("propagate", "\"X-Tenant\"")) {
      HeaderName.normalised(name)
          .ifPresentOrElse(
              names::add,
              () -> application.problem("propagate", "\"" + name + "\" is no name of a header"));
    }
    return names;
  }

  private static String route(ObjectCursor application) {
    String written = application.text("route").orElse(Routes.TOP);
    Routes.problem(written).ifPresent(p -> application.problem("route", p));
    return Routes.normalised(written);
  }

  private void refuseDuplicates(List<ApplicationConfig> applications) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> routes = new HashMap<>();
    for (ApplicationConfig application : applications) {
      String path = application.path();
      String name = application.name();
      String firstName = name.isEmpty() ? null : names.putIfAbsent(name, path);
      if (firstName != null) {
        problems.add(
            Problem.error(
                JsonPaths.member(path, "name"),
                "duplicate name \"" + name + "\": " + firstName + " has it too"));
      }
      if (application.root().isEmpty()) {
        continue;
      }
      String firstRoute = routes.putIfAbsent(application.route(), path);
      if (firstRoute != null) {
        problems.add(
            Problem.error(
                JsonPaths.member(path, "route"),
                "duplicate route \""
                    + application.route()
                    + "\": "
                    + firstRoute
                    + " is mounted there too"));
      }
    }
  }
}
