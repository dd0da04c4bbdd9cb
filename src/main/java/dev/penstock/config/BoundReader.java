package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Edge;
import dev.penstock.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bound deployments of one application as the JSON that a file would hold: each once, however
 * many handles lead to it. Those of other applications are named only.
 */
final class BoundReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Application application;
  private final String path;
  private final Owners owners;
  private final List<Problem> problems;
  private final ObjectNode tree = NODES.objectNode();
  private final Map<String, BoundDeployment<?>> byName = new HashMap<>();

  /**
   * A reader.
   *
   * @param path of the application's deployments
   */
  BoundReader(Application application, String path, Owners owners, List<Problem> problems) {
    this.application = application;
    this.path = path;
    this.owners = owners;
    this.problems = problems;
  }

  /** The deployments that were added, and those they bind, by name. */
  ObjectNode tree() {
    return tree;
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
    tree.set(name, deployment);
    fill(deployment, deploymentPath, bound);
  }

  private void fill(ObjectNode deployment, String deploymentPath, BoundDeployment<?> bound) {
    deployment.set("class", new POJONode(bound.deployment().type()));
    JavaValues values = new JavaValues(problems, this::handle);
    var positional = bound.positionalArguments();
    var named = bound.namedArguments();
    deployment.set(
        "args", values.value(deploymentPath + ".args", positional == null ? named : positional));
    bound
        .deployment()
        .options()
        .forEach((key, value) -> deployment.set(key, option(deploymentPath, key, value)));
  }

  /** The class of a routing policy stays one: it need not be found by its name again. */
  private JsonNode option(String deploymentPath, String key, Object value) {
    return key.equals("router") && value instanceof Class<?> policy
        ? new POJONode(policy)
        : new JavaValues(problems, (at, edge) -> JavaValues.refuseHandle())
            .value(JsonPaths.member(deploymentPath, key), value);
  }

  private JsonNode handle(String handlePath, Edge edge) {
    ObjectNode handle = NODES.objectNode();
    if (edge.isWeighted()) {
      ObjectNode weights = handle.putObject("$handle");
      edge.targets().forEach((callee, weight) -> weights.put(named(handlePath, callee), weight));
    } else {
      edge.targets().keySet().forEach(callee -> handle.put("$handle", named(handlePath, callee)));
    }
    JavaValues options = new JavaValues(problems, (at, inner) -> JavaValues.refuseHandle());
    edge.options()
        .forEach(
            (key, value) ->
                handle.set(key, options.value(JsonPaths.member(handlePath, key), value)));
    return handle;
  }

  /** The name by which this application calls a deployment, which is added if it is its own. */
  private String named(String handlePath, BoundDeployment<?> callee) {
    Application owner = owners.of(handlePath, application, callee);
    String name = callee.deployment().name();
    if (owner != application) {
      return owner.name() + "/" + name;
    }
    add(callee);
    return name;
  }
}
