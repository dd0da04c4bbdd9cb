package dev.penstock.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.penstock.config.DurationText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts configuration values to the types of parameters by Jackson databind. Strict: a number is
 * no string, 1.5 is no int, an unknown property is an error; but a string may hold a number,
 * because that is where {@code ${NAME}} was replaced. Thread-safe.
 *
 * <p>One per application, so that no cache outlives its class loader. Two are equal when they
 * resolve relative paths alike.
 */
public final class ValueConverter {
  private final Path directory;
  private final ObjectMapper mapper;

  /** A converter for which relative paths start at {@code directory}. */
  ValueConverter(Path directory, ClassLoader loader) {
    this.directory = directory;
    LookupCache<Object, JavaType> types = new LRUMap<>(16, 500);
    this.mapper =
        JsonMapper.builder()
            .typeFactory(TypeFactory.defaultInstance().withCache(types).withClassLoader(loader))
            .addModule(new JavaTimeModule())
            .addModule(
                new SimpleModule()
                    .addDeserializer(Duration.class, new DurationReader())
                    .addDeserializer(Path.class, new PathReader(directory))
                    .addDeserializer(JsonObject.class, new JsonObjectReader())
                    .addDeserializer(JsonArray.class, new JsonArrayReader()))
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfig(
                LogicalType.Textual,
                c ->
                    c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withCoercionConfig(
                LogicalType.Boolean,
                c ->
                    c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .withCoercionConfig(
                LogicalType.Integer,
                c -> c.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .withCoercionConfig(
                LogicalType.Float,
                c -> c.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .build();
  }

  /** The type as Jackson sees it, with its generic parameters. */
  JavaType typeOf(Type type) {
    return mapper.constructType(type);
  }

  /**
   * The value as that type.
   *
   * @throws JsonProcessingException if the value does not fit
   */
  @Nullable Object convert(JsonNode json, JavaType type) throws JsonProcessingException {
    try {
      return mapper.readerFor(type).readValue(json);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("a tree in memory cannot be read", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ValueConverter that && directory.equals(that.directory);
  }

  @Override
  public int hashCode() {
    return directory.hashCode();
  }

  @Override
  public String toString() {
    return "ValueConverter[" + directory + "]";
  }

  private static final class DurationReader extends JsonDeserializer<Duration> {
    @Override
    public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
      Optional<Duration> duration =
          in.currentToken() == JsonToken.VALUE_STRING
              ? DurationText.parse(in.getText())
              : Optional.empty();
      if (duration.isPresent()) {
        return duration.get();
      }
      return context.reportInputMismatch(this, "expected %s", DurationText.EXPECTED);
    }
  }

  private static final class PathReader extends JsonDeserializer<Path> {
    private final Path directory;

    PathReader(Path directory) {
      this.directory = directory;
    }

    @Override
    public Path deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return in.currentToken() == JsonToken.VALUE_STRING
          ? directory.resolve(in.getText()).normalize()
          : context.reportInputMismatch(this, "expected a path as a string");
    }
  }

  private static final class JsonObjectReader extends JsonDeserializer<JsonObject> {
    @Override
    public JsonObject deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      @SuppressWarnings("unchecked")
      Map<String, Object> map = context.readValue(in, Map.class);
      return new JsonObject(map);
    }
  }

  private static final class JsonArrayReader extends JsonDeserializer<JsonArray> {
    @Override
    public JsonArray deserialize(JsonParser in, DeserializationContext context) throws IOException {
      List<?> list = context.readValue(in, List.class);
      return new JsonArray(list);
    }
  }
}
