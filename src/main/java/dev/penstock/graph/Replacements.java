package dev.penstock.graph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Problem;
import dev.penstock.config.ApplicationConfig;
import dev.penstock.config.ConfigReader;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.JsonPaths;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts objects in place of deployments before a graph is made, as tests do with fakes. What only
 * replaced deployments called is left out with all its checks. Used once.
 */
public final class Replacements {
  private final Map<String, DeploymentConfig> deployments = new LinkedHashMap<>();
  private final Map<String, Object> objects = new LinkedHashMap<>();
  private final ConfigReader.Result read;
  private final List<Problem> problems;

  private Replacements(ConfigReader.Result read) {
    this.read = read;
    this.problems = new ArrayList<>(read.problems());
    for (ApplicationConfig application : read.config().applications()) {
      application.deployments().forEach(d -> deployments.put(id(application, d.name()), d));
    }
  }

  /**
   * The configuration with objects in place of deployments; a name that is unknown or not clear is
   * a problem.
   *
   * @param byName objects by {@code Name} or {@code application/Name}
   */
  public static ConfigReader.Result apply(ConfigReader.Result read, Map<String, Object> byName) {
    return byName.isEmpty() ? read : new Replacements(read).apply(byName);
  }

  private ConfigReader.Result apply(Map<String, Object> byName) {
    DeploymentNames names = new DeploymentNames(deployments.keySet());
    byName.forEach(
        (name, object) ->
            names
                .find(name)
                .ifPresentOrElse(id -> put(id, object), () -> refuse(name, names.whyNot(name))));
    Set<String> superfluous = superfluous();
    List<ApplicationConfig> applications = new ArrayList<>();
    for (ApplicationConfig application : read.config().applications()) {
      List<DeploymentConfig> kept = new ArrayList<>();
      for (DeploymentConfig deployment : application.deployments()) {
        String id = id(application, deployment.name());
        Object object = objects.get(id);
        if (!superfluous.contains(id)) {
          kept.add(object == null ? deployment : deployment.replacedBy(object));
        }
      }
      if (!kept.isEmpty() || application.deployments().isEmpty()) {
        applications.add(application.withDeployments(kept));
      }
    }
    return new ConfigReader.Result(
        read.config().withApplications(applications), problems, read.order());
  }

  private void put(String id, Object object) {
    if (objects.put(id, object) != null) {
      refuse(id, "it is replaced twice, by its name alone and with its application's");
    }
  }

  private void refuse(String name, String why) {
    problems.add(Problem.error(JsonPaths.ROOT, "cannot replace \"" + name + "\": " + why));
  }

  /** What nobody calls any more, but was called, if through others, by what is replaced. */
  private Set<String> superfluous() {
    Set<String> below = new LinkedHashSet<>();
    objects.keySet().forEach(id -> below.addAll(reached(callees(id), Set.of())));
    Set<String> starts = new LinkedHashSet<>(deployments.keySet());
    starts.removeAll(below);
    for (ApplicationConfig application : read.config().applications()) {
      application.root().ifPresent(root -> starts.add(id(application, root)));
    }
    below.removeAll(reached(starts, objects.keySet()));
    return below;
  }

  /** Whom handles lead to from there; those that are replaced hold none. */
  private Set<String> reached(Collection<String> starts, Set<String> replaced) {
    Set<String> reached = new HashSet<>(starts);
    Deque<String> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      String id = open.remove();
      for (String callee : replaced.contains(id) ? Set.<String>of() : callees(id)) {
        if (reached.add(callee)) {
          open.add(callee);
        }
      }
    }
    return reached;
  }

  /**
   * The deployments that a deployment's handles name; names that lead nowhere are left to others.
   */
  private Set<String> callees(String id) {
    DeploymentConfig deployment = deployments.get(id);
    Set<String> names = new LinkedHashSet<>();
    if (deployment != null) {
      collect(deployment.args(), names);
    }
    String application = id.substring(0, id.indexOf('/') + 1);
    Set<String> callees = new LinkedHashSet<>();
    names.forEach(name -> callees.add(name.contains("/") ? name : application + name));
    callees.retainAll(deployments.keySet());
    return callees;
  }

  private static void collect(JsonNode json, Set<String> names) {
    if (!HandleRef.is(json)) {
      json.forEach(child -> collect(child, names));
      return;
    }
    JsonNode handle = json.path(HandleRef.KEY);
    if (handle.isTextual()) {
      names.add(handle.textValue());
    }
    handle.properties().forEach(weighted -> names.add(weighted.getKey()));
  }

  private static String id(ApplicationConfig application, String deployment) {
    return application.name() + "/" + deployment;
  }
}
