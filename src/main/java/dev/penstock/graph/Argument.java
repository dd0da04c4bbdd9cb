package dev.penstock.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.ReplicaContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One constructor argument. */
public sealed interface Argument {
  /** What a constructor is given, made anew so that replicas share nothing. */
  @Nullable Object resolve(Function<GraphEdge, Object> handles, ReplicaContext replica);

  /** A configuration value, checked at validation and converted again for each replica. */
  record Value(JsonNode json, JavaType type, ValueConverter converter) implements Argument {
    /**
     * The value as the parameter's type.
     *
     * @throws IllegalStateException if what was converted at validation no longer can be
     */
    public @Nullable Object newValue() {
      return value(json);
    }

    private @Nullable Object value(JsonNode filled) {
      try {
        return converter.convert(filled, type);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(
            "cannot convert " + filled + " to " + type.toCanonical() + " any more", e);
      }
    }

    @Override
    public @Nullable Object resolve(Function<GraphEdge, Object> handles, ReplicaContext replica) {
      return value(ReplicaTexts.of(json, replica.index(), replica.indexOnNode()));
    }
  }

  /** Nothing, where an argument may be left out. */
  record Absent() implements Argument {
    @Override
    public @Nullable Object resolve(Function<GraphEdge, Object> handles, ReplicaContext replica) {
      return null;
    }
  }

  /** A handle. */
  record HandleTo(GraphEdge edge) implements Argument {
    @Override
    public Object resolve(Function<GraphEdge, Object> handles, ReplicaContext replica) {
      return handles.apply(edge);
    }
  }

  /** A list that holds handles; unmodifiable where it is injected. */
  record ListOf(List<Argument> items) implements Argument {
    @Override
    public Object resolve(Function<GraphEdge, Object> handles, ReplicaContext replica) {
      List<@Nullable Object> resolved = new ArrayList<>();
      items.forEach(item -> resolved.add(item.resolve(handles, replica)));
      return Collections.unmodifiableList(resolved);
    }
  }

  /** A map with string keys that holds handles; unmodifiable and ordered where it is injected. */
  record MapOf(Map<String, Argument> entries) implements Argument {
    @Override
    public Object resolve(Function<GraphEdge, Object> handles, ReplicaContext replica) {
      Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
      entries.forEach((key, entry) -> resolved.put(key, entry.resolve(handles, replica)));
      return Collections.unmodifiableMap(resolved);
    }
  }
}
