package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The classes of values that may stand in a {@code JsonObject} or {@code JsonArray}. Their tags on
 * the wire never change. Other texts and enums become strings.
 */
enum JsonLeaf {
  STRING(0, String.class),
  BOOLEAN(1, Boolean.class),
  INTEGER(2, Integer.class),
  LONG(3, Long.class),
  DOUBLE(4, Double.class),
  FLOAT(5, Float.class),
  SHORT(6, Short.class),
  BYTE(7, Byte.class),
  BIG_INTEGER(8, BigInteger.class),
  BIG_DECIMAL(9, BigDecimal.class),
  INSTANT(10, Instant.class),
  BYTES(11, byte[].class),
  BUFFER(12, Buffer.class);

  private static final Map<Integer, JsonLeaf> BY_TAG = new HashMap<>();
  private static final Map<Class<?>, JsonLeaf> BY_CLASS = new HashMap<>();
  private static final Map<JsonLeaf, ValueCodec> CODECS = new EnumMap<>(JsonLeaf.class);

  static {
    for (JsonLeaf leaf : values()) {
      BY_TAG.put(leaf.tag, leaf);
      BY_CLASS.put(leaf.type, leaf);
      CODECS.put(leaf, Objects.requireNonNull(Scalars.find(leaf.type)));
    }
  }

  private final int tag;
  private final Class<?> type;

  JsonLeaf(int tag, Class<?> type) {
    this.tag = tag;
    this.type = type;
  }

  private ValueCodec codec() {
    return Objects.requireNonNull(CODECS.get(this));
  }

  /** The kind of a value, or a misfit if JSON has no place for it. */
  static JsonLeaf of(Object value) {
    JsonLeaf leaf = BY_CLASS.get(value.getClass());
    if (leaf != null) {
      return leaf;
    }
    if (value instanceof Buffer) {
      return BUFFER;
    }
    if (value instanceof CharSequence || value instanceof Enum<?>) {
      return STRING;
    }
    throw new ValueException(
        value.getClass().getTypeName() + " cannot stand in a JsonObject or JsonArray");
  }

  private Object normalised(Object value) {
    if (this != STRING) {
      return value;
    }
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }

  Object copyValue(Object value) {
    return Objects.requireNonNull(codec().copy(normalised(value)));
  }

  void writeValue(Object value, WireWriter out) {
    out.writeByte(tag);
    codec().write(normalised(value), out);
  }

  JsonNode json(Object value) {
    return codec().toJson(normalised(value));
  }

  static Object read(WireReader in) {
    int tag = in.readByte();
    JsonLeaf leaf = BY_TAG.get(tag);
    Object value = leaf == null ? null : leaf.codec().read(in);
    if (value == null) {
      throw new ValueException("unknown class of JSON value: " + tag);
    }
    return value;
  }

  /** The value of a node as Vert.x has it: the narrowest of int, long and big, doubles, texts. */
  static Object fromJson(JsonNode json) {
    if (json.isTextual()) {
      return json.textValue();
    }
    if (json.isBoolean()) {
      return json.booleanValue();
    }
    if (json.isIntegralNumber()) {
      if (json.canConvertToInt()) {
        return json.intValue();
      }
      return json.canConvertToLong() ? (Object) json.longValue() : json.bigIntegerValue();
    }
    if (json.isNumber()) {
      double value = json.doubleValue();
      return Double.isFinite(value) ? (Object) value : json.decimalValue();
    }
    throw JsonValues.mismatch("a JSON value", json);
  }
}
