package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.Problem;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Values given in Java beside a configuration file: they go before what the file says. Objects are
 * merged key by key, everything else is replaced. Used once.
 */
final class Settings {
  private static final String APPLICATIONS = "applications";

  private final JsonObject given;
  private final Set<String> paths = new HashSet<>();

  Settings(JsonObject given) {
    this.given = given;
  }

  /** Puts the settings into the tree of a file; what cannot stand there is a problem. */
  void mergeInto(ObjectNode tree, List<Problem> problems) {
    List<Problem> refused = new ArrayList<>();
    JavaValues values = new JavaValues(refused, (path, bound) -> JavaValues.refuseHandle());
    if (values.value(JsonPaths.ROOT, given) instanceof ObjectNode settings) {
      if (settings.remove(APPLICATIONS) != null) {
        String path = JsonPaths.member(JsonPaths.ROOT, APPLICATIONS);
        paths.add(path);
        problems.add(Problem.error(path, "the file lists the applications; settings have none"));
      }
      merge(JsonPaths.ROOT, settings, tree);
    }
    problems.addAll(refused);
  }

  private void merge(String path, ObjectNode from, ObjectNode into) {
    for (var entry : from.properties()) {
      String at = JsonPaths.member(path, entry.getKey());
      JsonNode there = into.get(entry.getKey());
      if (entry.getValue() instanceof ObjectNode object && there instanceof ObjectNode target) {
        merge(at, object, target);
      } else {
        into.set(entry.getKey(), entry.getValue());
        addAll(at, entry.getValue());
      }
    }
  }

  private void addAll(String path, JsonNode value) {
    paths.add(path);
    for (int i = 0; i < (value.isArray() ? value.size() : 0); i++) {
      addAll(JsonPaths.item(path, i), value.get(i));
    }
    value.properties().forEach(e -> addAll(JsonPaths.member(path, e.getKey()), e.getValue()));
  }

  /** The problems, those with these settings told as such: nobody finds them in the file. */
  List<Problem> named(List<Problem> problems) {
    return problems.stream()
        .map(
            p ->
                paths.contains(p.path())
                    ? new Problem(
                        p.path(), p.message() + " (in the settings, not in the file)", p.severity())
                    : p)
        .toList();
  }
}
