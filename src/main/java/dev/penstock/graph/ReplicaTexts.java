package dev.penstock.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Replaces {@code ${replica.index}} and {@code ${replica.indexOnNode}} inside the strings of
 * arguments, for each replica anew.
 */
final class ReplicaTexts {
  private static final String INDEX = "${replica.index}";
  private static final String INDEX_ON_NODE = "${replica.indexOnNode}";

  private ReplicaTexts() {}

  /** The arguments of the first replica, by which they are checked. */
  static JsonNode ofFirst(JsonNode json) {
    return of(json, 0, 0);
  }

  /** The arguments of that replica; the same tree if nothing in it depends on the replica. */
  static JsonNode of(JsonNode json, int index, int indexOnNode) {
    if (json instanceof TextNode text) {
      String value = text.textValue();
      return value.contains("${replica.")
          ? TextNode.valueOf(
              value
                  .replace(INDEX, Integer.toString(index))
                  .replace(INDEX_ON_NODE, Integer.toString(indexOnNode)))
          : text;
    }
    if (json instanceof ArrayNode array) {
      ArrayNode filled = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(item -> filled.add(of(item, index, indexOnNode)));
      return filled.equals(array) ? array : filled;
    }
    if (json instanceof ObjectNode object) {
      ObjectNode filled = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(e -> filled.set(e.getKey(), of(e.getValue(), index, indexOnNode)));
      return filled.equals(object) ? object : filled;
    }
    return json;
  }
}
