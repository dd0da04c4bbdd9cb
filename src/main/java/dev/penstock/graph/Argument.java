package dev.penstock.graph;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** One constructor argument. */
public sealed interface Argument {
  /** A configuration value, converted anew for each replica so that replicas share nothing. */
  record Value(JsonNode json, JavaType type) implements Argument {
    public Object convert() {
      return json;
    }
  }

  /** A handle. */
  record HandleTo(GraphEdge edge) implements Argument {}

  /** A list that holds handles. */
  record ListOf(List<Argument> items) implements Argument {}

  /** A map with string keys that holds handles. */
  record MapOf(Map<String, Argument> entries) implements Argument {}
}
