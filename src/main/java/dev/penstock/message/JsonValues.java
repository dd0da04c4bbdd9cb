package dev.penstock.message;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
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
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON documents as values see them: strict, exact decimals, java.time in ISO-8601. */
public final class JsonValues {
  private static final int SHOWN = 60;
  private static final ObjectMapper MAPPER = newMapper();

  // Looks for trailing tokens itself: Jackson's words for them name its own settings.
  private static final ObjectReader DOCUMENT =
      MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Pattern JACKSON_LOCATION =
      Pattern.compile("\\[Source: [^\\]]*; line: (\\d+), column: (\\d+)\\]");

  private static final Pattern NON_STANDARD_TOKEN = Pattern.compile("Non-standard token '([^']*)'");
  private static final Pattern JACKSON_SETTING =
      Pattern.compile(
          ": enable `[^`]*` to allow|, from `[^`]*`| \\(not recognized as one since[^)]*\\)");

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
   * The one JSON document in a text.
   *
   * @throws ValueException with line and column, if it is none
   */
  public static JsonNode parse(String json) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      return parse(parser);
    } catch (JsonProcessingException e) {
      throw new ValueException(explain(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot be: it reads from memory
    }
  }

  /** The same for a text of UTF-8. */
  public static JsonNode parse(Buffer json) {
    try (JsonParser parser = MAPPER.createParser(json.getBytes())) {
      return parse(parser);
    } catch (JsonProcessingException e) {
      throw new ValueException(explain(e));
    } catch (IOException e) {
      throw new ValueException("not JSON: " + e.getMessage()); // bytes that are not UTF-8
    }
  }

  private static JsonNode parse(JsonParser parser) throws IOException {
    JsonNode node = DOCUMENT.readTree(parser);
    if (node == null || node.isMissingNode()) {
      throw new ValueException("expected JSON, got nothing");
    }
    if (parser.nextToken() != null) {
      throw new ValueException(
          "not JSON" + at(parser.currentTokenLocation()) + ": something follows after its end");
    }
    return node;
  }

  /** What keeps a text from being JSON, such as {@code not JSON at line 1, column 5: …}. */
  public static String explain(JsonProcessingException e) {
    return "not JSON" + at(e.getLocation()) + ": " + reason(e.getOriginalMessage());
  }

  /** Jackson's words without its source locations and the names of its settings. */
  private static String reason(String jackson) {
    Matcher token = NON_STANDARD_TOKEN.matcher(jackson);
    if (token.lookingAt()) {
      return token.group(1) + " is no number of JSON";
    }
    String reason = JACKSON_LOCATION.matcher(jackson).replaceAll("line $1, column $2");
    return JACKSON_SETTING.matcher(reason).replaceAll("");
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
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
