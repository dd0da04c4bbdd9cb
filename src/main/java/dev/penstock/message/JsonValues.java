package dev.penstock.message;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** JSON documents as values see them: strict, exact decimals, java.time in ISO-8601. */
public final class JsonValues {
  private static final int SHOWN = 60;
  private static final ObjectMapper MAPPER = newMapper();

  private JsonValues() {}

  private static ObjectMapper newMapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .addModule(new JavaTimeModule().disable(JavaTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID))
            .addModule(VertxJsonModule.create())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.USE_GETTERS_AS_SETTERS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    builder.withCoercionConfig(
        LogicalType.Textual,
        config -> {
          config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
          config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
          config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        });
    return builder.build();
  }

  /**
   * A mapper with the one configuration and caches of its own. Jackson remembers classes, so a
   * contract keeps one for itself, and the class loader of its application can go with it.
   */
  static ObjectMapper forContract() {
    LookupCache<Object, JavaType> cache = new LRUMap<>(16, 200);
    return MAPPER.copy().setTypeFactory(TypeFactory.defaultInstance().withCache(cache));
  }

  /**
   * The one JSON document in a text of UTF-8.
   *
   * @throws ValueException with line and column, if it is none
   */
  public static JsonNode parse(Buffer json) {
    try {
      JsonNode node = MAPPER.readTree(json.getBytes());
      if (node.isMissingNode()) {
        throw new ValueException("expected JSON, got nothing");
      }
      return node;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ValueException(
          "no JSON"
              + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
              + ": "
              + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ValueException("no JSON: " + e.getMessage());
    }
  }

  /** A document as UTF-8. */
  public static Buffer print(JsonNode json) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new ValueException("cannot be printed as JSON: " + e.getOriginalMessage());
    }
  }

  /** Another kind of JSON than the type wants. */
  static ValueException mismatch(String expected, JsonNode actual) {
    return new ValueException("expected " + expected + ", got " + describe(actual));
  }

  private static String describe(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT, POJO -> "an object";
      case ARRAY -> "an array";
      case MISSING -> "nothing";
      default -> shortened(json.toString());
    };
  }

  /** A text that is short enough for a message. */
  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
