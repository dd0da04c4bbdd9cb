package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values given beside the file, such as {@code applications[0].deployments.Model.replicas=3}, put
 * into its tree. Objects on the way are made where they are missing, items of arrays are not. A
 * value is JSON, or else a string.
 */
final class Overrides {
  /** A name, a quoted name in brackets, or an index. */
  private static final Pattern STEP =
      Pattern.compile("\\.?([^.\\[\\]\"=]+)|\\[\"([^\"]+)\"]|\\[(\\d{1,6})]");

  private final ObjectNode tree;
  private final List<Problem> problems;

  Overrides(ObjectNode tree, List<Problem> problems) {
    this.tree = tree;
    this.problems = problems;
  }

  /** Puts one {@code path=value} in; a path that leads nowhere is a problem. */
  void apply(String override) {
    int equals = override.indexOf('=');
    List<Object> steps = equals < 0 ? List.of() : steps(override.substring(0, equals));
    if (steps.isEmpty()) {
      refuse(override, "write path=value, for example http.port=0");
      return;
    }
    Optional<JsonNode> holder = Optional.of(tree);
    for (int i = 0; i < steps.size() - 1 && holder.isPresent(); i++) {
      holder = descend(holder.get(), steps.get(i), steps.get(i + 1));
    }
    JsonNode value = value(override.substring(equals + 1));
    if (holder.isEmpty() || !put(holder.get(), steps.get(steps.size() - 1), value)) {
      refuse(override, "the path leads nowhere: objects have keys, arrays have items from [0]");
    }
  }

  private Optional<JsonNode> descend(JsonNode from, Object step, Object next) {
    if (from instanceof ObjectNode object && step instanceof String key) {
      if (!object.has(key) && next instanceof String) {
        object.putObject(key);
      }
      return Optional.ofNullable(object.get(key));
    }
    if (from instanceof ArrayNode array && step instanceof Integer index) {
      return Optional.ofNullable(array.get(index));
    }
    return Optional.empty();
  }

  private boolean put(JsonNode holder, Object step, JsonNode value) {
    if (holder instanceof ObjectNode object && step instanceof String key) {
      object.set(key, value);
      return true;
    }
    if (holder instanceof ArrayNode array && step instanceof Integer index) {
      if (index < array.size()) {
        array.set(index, value);
        return true;
      }
    }
    return false;
  }

  /** String for a key, Integer for an index; empty if the path cannot be read. */
  private static List<Object> steps(String path) {
    String rest = path.strip();
    rest = rest.startsWith("$.") ? rest.substring(2) : rest;
    List<Object> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(rest);
    while (!matcher.hitEnd() && matcher.lookingAt()) {
      if (matcher.group(3) != null) {
        steps.add(Integer.valueOf(matcher.group(3)));
      } else {
        steps.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
      }
      if (matcher.end() == rest.length()) {
        return steps;
      }
      matcher.region(matcher.end(), rest.length());
    }
    return List.of();
  }

  private static JsonNode value(String text) {
    List<Problem> notJson = new ArrayList<>();
    Optional<JsonNode> value = JsonText.parse(text, notJson);
    return notJson.isEmpty() && value.isPresent() ? value.get() : TextNode.valueOf(text);
  }

  private void refuse(String override, String advice) {
    problems.add(Problem.error(JsonPaths.ROOT, "cannot set '" + override + "': " + advice));
  }
}
