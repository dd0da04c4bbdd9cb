package dev.penstock.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.Application;
import dev.penstock.Problem;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    ObjectNode tree =
        plainValues().value(JsonPaths.ROOT, settings) instanceof ObjectNode object
            ? object
            : NODES.objectNode();
    if (tree.has("applications")) {
      problems.add(
          Problem.error(
              "$.applications", "settings hold no applications; give them to run() or start()"));
    }
    Owners owners = new Owners(applications, problems);
    ArrayNode list = NODES.arrayNode();
    for (Application application : applications) {
      String path = JsonPaths.item("$.applications", list.size());
      list.add(application(path, application, owners));
    }
    tree.set("applications", list);
    return tree;
  }

  private ObjectNode application(String path, Application application, Owners owners) {
    ObjectNode node = NODES.objectNode();
    node.put("name", application.name());
    application.root().ifPresent(root -> node.put("root", root.deployment().name()));
    JavaValues options = plainValues();
    application
        .options()
        .forEach((key, value) -> node.set(key, options.value(JsonPaths.member(path, key), value)));
    BoundReader deployments = new BoundReader(application, path + ".deployments", owners, problems);
    application.root().ifPresent(deployments::add);
    application.others().forEach(deployments::add);
    node.set("deployments", deployments.tree());
    return node;
  }

  /** For settings and options, where no handle may stand. */
  private JavaValues plainValues() {
    return new JavaValues(problems, (path, edge) -> JavaValues.refuseHandle());
  }
}
