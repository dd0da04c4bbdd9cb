package dev.penstock.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.penstock.BoundDeployment;
import dev.penstock.Edge;
import dev.penstock.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Configuration values given in Java, as the JSON that a file would hold. */
final class JavaValues {
  private static final ObjectMapper WRITER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule()
                  .addSerializer(Path.class, ToStringSerializer.instance)
                  .addSerializer(JsonObject.class, new JsonObjectWriter())
                  .addSerializer(JsonArray.class, new JsonArrayWriter()))
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final List<Problem> problems;
  private final BiFunction<String, Edge, @Nullable JsonNode> handles;

  /**
   * A conversion.
   *
   * @param handles gives what stands for an edge at a path, or null to refuse it there; a bound
   *     deployment is an edge without options
   */
  JavaValues(List<Problem> problems, BiFunction<String, Edge, @Nullable JsonNode> handles) {
    this.problems = problems;
    this.handles = handles;
  }

  /** For options, where no handle may stand. */
  static @Nullable JsonNode refuseHandle() {
    return null;
  }

  /** The JSON of a value; what is refused is a problem and becomes null. */
  JsonNode value(String path, @Nullable Object value) {
    if (value == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    if (value instanceof BoundDeployment<?> || value instanceof Edge) {
      Edge edge = value instanceof BoundDeployment<?> bound ? Edge.to(bound) : (Edge) value;
      JsonNode handle = handles.apply(path, edge);
      return handle == null ? refused(path, value, "a handle cannot stand here") : handle;
    }
    if (value instanceof Map<?, ?> map) {
      return object(path, map);
    }
    if (value instanceof List<?> list) {
      return array(path, list);
    }
    if (value instanceof JsonObject object) {
      return object(path, object.getMap());
    }
    if (value instanceof JsonArray array) {
      return array(path, array.getList());
    }
    if (value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum<?>
        || value instanceof Duration
        || value instanceof Path
        || value instanceof Record) {
      return written(path, value);
    }
    return refused(path, value, "arguments are configuration values, bound deployments or edges");
  }

  private ObjectNode object(String path, Map<?, ?> map) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    map.forEach(
        (key, value) -> {
          if (key instanceof String name) {
            object.set(name, value(JsonPaths.member(path, name), value));
          } else {
            refused(path, String.valueOf(key), "keys of maps are strings");
          }
        });
    return object;
  }

  private ArrayNode array(String path, List<?> list) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    list.forEach(item -> array.add(value(JsonPaths.item(path, array.size()), item)));
    return array;
  }

  /** Written and read again, so that the nodes are those of a file: an int is no long. */
  private JsonNode written(String path, Object value) {
    try {
      return JsonText.parse(WRITER.writeValueAsString(value), problems)
          .orElseGet(JsonNodeFactory.instance::nullNode);
    } catch (JsonProcessingException e) {
      return refused(path, value, "it cannot be written as JSON: " + e.getOriginalMessage());
    }
  }

  private JsonNode refused(String path, Object value, String why) {
    problems.add(
        Problem.error(path, "refused value of class " + value.getClass().getName() + ": " + why));
    return JsonNodeFactory.instance.nullNode();
  }

  private static final class JsonObjectWriter extends JsonSerializer<JsonObject> {
    @Override
    public void serialize(JsonObject value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writePOJO(value.getMap());
    }
  }

  private static final class JsonArrayWriter extends JsonSerializer<JsonArray> {
    @Override
    public void serialize(JsonArray value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writePOJO(value.getList());
    }
  }
}
