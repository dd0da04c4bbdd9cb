package dev.penstock.graph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Problem;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.NearestName;
import dev.penstock.config.Shown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A handle as written, {@code {"$handle": "Name"}}, found by looking at the JSON alone.
 *
 * @param path its JSON path
 * @param callee the deployment it leads to, or if there is no such, the one that was probably meant
 */
record HandleRef(String path, String callee) {
  static final String KEY = "$handle";

  /** Whether a value is written as a handle, be it well or badly. */
  static boolean is(JsonNode json) {
    return json.isObject() && json.has(KEY);
  }

  /** Whether there is a handle in a value. */
  static boolean in(JsonNode json) {
    if (is(json)) {
      return true;
    }
    for (JsonNode child : json) {
      if (in(child)) {
        return true;
      }
    }
    return false;
  }

  /** The name in a handle, if it is one of {@code deployments}. */
  static Optional<String> callee(JsonNode handle, Collection<String> deployments) {
    JsonNode name = handle.path(KEY);
    return name.isTextual() && deployments.contains(name.textValue())
        ? Optional.of(name.textValue())
        : Optional.empty();
  }

  /** All handles in a value; what is wrong with them is a problem. */
  static List<HandleRef> scan(
      String path, JsonNode json, Collection<String> deployments, List<Problem> problems) {
    List<HandleRef> found = new ArrayList<>();
    if (is(json)) {
      read(path, json, deployments, problems).ifPresent(found::add);
    } else if (json.isArray()) {
      for (int i = 0; i < json.size(); i++) {
        found.addAll(scan(JsonPaths.item(path, i), json.get(i), deployments, problems));
      }
    } else {
      for (var e : json.properties()) {
        found.addAll(scan(JsonPaths.member(path, e.getKey()), e.getValue(), deployments, problems));
      }
    }
    return found;
  }

  private static Optional<HandleRef> read(
      String path, JsonNode json, Collection<String> deployments, List<Problem> problems) {
    for (var e : json.properties()) {
      if (!e.getKey().equals(KEY)) {
        problems.add(
            Problem.error(
                JsonPaths.member(path, e.getKey()),
                "unknown key '"
                    + e.getKey()
                    + "' (value "
                    + Shown.value(e.getValue())
                    + "); beside $handle nothing may stand"));
      }
    }
    JsonNode name = json.path(KEY);
    if (!name.isTextual()) {
      problems.add(
          Problem.error(
              JsonPaths.member(path, KEY),
              "must be the name of a deployment of this application, was " + Shown.value(name)));
      return Optional.empty();
    }
    if (deployments.contains(name.textValue())) {
      return Optional.of(new HandleRef(path, name.textValue()));
    }
    problems.add(
        Problem.error(
            JsonPaths.member(path, KEY),
            "no deployment \""
                + name.textValue()
                + "\" in this application; "
                + NearestName.hint(name.textValue(), deployments, "it has none")));
    return NearestName.of(name.textValue(), deployments).map(n -> new HandleRef(path, n));
  }
}
