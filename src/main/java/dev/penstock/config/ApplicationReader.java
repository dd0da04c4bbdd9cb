package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Problem;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Applications wired in Java, read as if they were a file: they become the same JSON tree, with
 * classes in place of their names, and go through the same reader, so that {@code bind()} and JSON
 * cannot mean different things. Placeholders are not replaced.
 */
public final class ApplicationReader {
  /** What messages call a configuration that is no file. */
  public static final String SOURCE = "applications in Java";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<Problem> problems = new ArrayList<>();

  private ApplicationReader() {}

  /**
   * Reads applications and settings.
   *
   * @param settings the keys of a file except {@code applications}
   */
  public static ConfigReader.Result read(JsonObject settings, List<Application> applications) {
    ApplicationReader reader = new ApplicationReader();
    ObjectNode tree = reader.tree(settings, applications);
    PenstockConfig config =
        new TreeReader(SOURCE, Path.of("").toAbsolutePath(), reader.problems).read(tree);
    return new ConfigReader.Result(config, reader.problems, FileOrder.of(tree));
  }

  private ObjectNode tree(JsonObject settings, List<Application> applications) {
    JavaValues plain = new JavaValues(problems, (path, bound) -> JavaValues.refuseHandle());
    ObjectNode tree =
        plain.value(JsonPaths.ROOT, settings) instanceof ObjectNode object
            ? object
            : NODES.objectNode();
    if (tree.has("applications")) {
      problems.add(
          Problem.error(
              "$.applications", "settings hold no applications; give them to run() or start()"));
    }
    ArrayNode list = NODES.arrayNode();
    for (Application application : applications) {
      list.add(application(JsonPaths.item("$.applications", list.size()), application));
    }
    tree.set("applications", list);
    return tree;
  }

  private ObjectNode application(String path, Application application) {
    ObjectNode node = NODES.objectNode();
    node.put("name", application.name());
    application.root().ifPresent(root -> node.put("root", root.deployment().name()));
    JavaValues options = new JavaValues(problems, (at, bound) -> JavaValues.refuseHandle());
    application
        .options()
        .forEach((key, value) -> node.set(key, options.value(JsonPaths.member(path, key), value)));
    Deployments deployments = new Deployments(path + ".deployments");
    application.root().ifPresent(deployments::add);
    application.others().forEach(deployments::add);
    node.set("deployments", deployments.node);
    return node;
  }

  /** The deployments of one application, each once, however many handles lead to it. */
  private final class Deployments {
    private final String path;
    private final ObjectNode node = NODES.objectNode();
    private final Map<String, BoundDeployment<?>> byName = new HashMap<>();

    Deployments(String path) {
      this.path = path;
    }

    void add(BoundDeployment<?> bound) {
      String name = bound.deployment().name();
      BoundDeployment<?> first = byName.putIfAbsent(name, bound);
      if (first == bound) {
        return;
      }
      String deploymentPath = JsonPaths.member(path, name);
      if (first != null) {
        problems.add(
            Problem.error(
                deploymentPath,
                "two different deployments are named \""
                    + name
                    + "\" ("
                    + first.deployment().type().getName()
                    + " and "
                    + bound.deployment().type().getName()
                    + "); use one of them twice, or name them with Deployment.of(name, class)"));
        return;
      }
      ObjectNode deployment = NODES.objectNode();
      node.set(name, deployment);
      fill(deployment, deploymentPath, bound);
    }

    private void fill(ObjectNode deployment, String deploymentPath, BoundDeployment<?> bound) {
      deployment.set("class", new POJONode(bound.deployment().type()));
      JavaValues values = new JavaValues(problems, (path, callee) -> handle(callee));
      var positional = bound.positionalArguments();
      var named = bound.namedArguments();
      deployment.set(
          "args", values.value(deploymentPath + ".args", positional == null ? named : positional));
      JavaValues options = new JavaValues(problems, (path, callee) -> JavaValues.refuseHandle());
      bound
          .deployment()
          .options()
          .forEach(
              (key, value) ->
                  deployment.set(key, options.value(JsonPaths.member(deploymentPath, key), value)));
    }

    private JsonNode handle(BoundDeployment<?> callee) {
      add(callee);
      return NODES.objectNode().put("$handle", callee.deployment().name());
    }
  }
}
