package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:default}} inside the strings of a tree. What is put in
 * is not looked at again, and keys are left alone. What stands for the number of a replica stays,
 * in the arguments of deployments.
 */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern CONTENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::(.*))?");

  /** Replaced for each replica, when it is made. */
  private static final Set<String> OF_REPLICA = Set.of("replica.index", "replica.indexOnNode");

  private static final Pattern IN_ARGS =
      Pattern.compile(
          "\\$\\.applications\\[\\d+]\\.deployments(\\.[^.\\[]+|\\[\"[^\"]*\"])\\.args[.\\[].*");

  private final Map<String, String> environment;
  private final List<Problem> problems;

  Placeholders(Map<String, String> environment, List<Problem> problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** A copy of the tree with all placeholders replaced. */
  JsonNode fill(String path, JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode filled = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(
              e -> filled.set(e.getKey(), fill(JsonPaths.member(path, e.getKey()), e.getValue())));
      return filled;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode filled = JsonNodeFactory.instance.arrayNode(array.size());
      for (int i = 0; i < array.size(); i++) {
        filled.add(fill(JsonPaths.item(path, i), array.get(i)));
      }
      return filled;
    }
    if (node instanceof TextNode text && text.textValue().contains("${")) {
      return TextNode.valueOf(
          PLACEHOLDER
              .matcher(text.textValue())
              .replaceAll(m -> Matcher.quoteReplacement(replacement(path, m.group(), m.group(1)))));
    }
    return node;
  }

  private String replacement(String path, String written, String content) {
    if (OF_REPLICA.contains(content)) {
      if (!IN_ARGS.matcher(path).matches()) {
        problems.add(
            Problem.error(
                path, written + " stands in the args of a deployment only: it differs by replica"));
      }
      return written;
    }
    Matcher parts = CONTENT.matcher(content);
    if (!parts.matches()) {
      problems.add(
          Problem.error(path, "bad placeholder " + written + "; write ${NAME} or ${NAME:default}"));
      return written;
    }
    String name = parts.group(1);
    @Nullable String value = environment.get(name);
    @Nullable String fallback = parts.group(2);
    if (value != null) {
      return value;
    }
    if (fallback != null) {
      return fallback;
    }
    problems.add(
        Problem.error(
            path,
            "environment variable "
                + name
                + " is not set; set it or give a default: ${"
                + name
                + ":default}"));
    return written;
  }
}
