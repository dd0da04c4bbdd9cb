package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * The codecs of numbers. In JSON nothing is rounded, cut or made from a text; only the sign of a
 * zero is lost.
 */
final class NumberCodecs {
  private NumberCodecs() {}

  /** Codecs of all classes of numbers. */
  static List<ScalarCodec<?>> all() {
    return List.of(
        integer(Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, value -> (byte) value),
        integer(Short.class, Short.MIN_VALUE, Short.MAX_VALUE, value -> (short) value),
        integer(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, value -> (int) value),
        integer(Long.class, Long.MIN_VALUE, Long.MAX_VALUE, value -> value),
        new ScalarCodec<>(
            Float.class,
            null,
            (value, out) -> out.writeFloat(value),
            WireReader::readFloat,
            value -> Float.isFinite(value) ? FloatNode.valueOf(value) : text(value),
            json -> floating(json, JsonNode::floatValue, Float::isFinite, Float::valueOf)),
        new ScalarCodec<>(
            Double.class,
            null,
            (value, out) -> out.writeDouble(value),
            WireReader::readDouble,
            value -> Double.isFinite(value) ? DoubleNode.valueOf(value) : text(value),
            json -> floating(json, JsonNode::doubleValue, Double::isFinite, Double::valueOf)),
        new ScalarCodec<>(
            BigInteger.class,
            null,
            (value, out) -> out.writeBytes(value.toByteArray()),
            NumberCodecs::readBigInteger,
            BigIntegerNode::valueOf,
            json -> {
              if (!json.isIntegralNumber()) {
                throw JsonValues.mismatch("an integer", json);
              }
              return json.bigIntegerValue();
            }),
        new ScalarCodec<>(
            BigDecimal.class,
            null,
            (value, out) -> {
              out.writeNumber(value.scale());
              out.writeBytes(value.unscaledValue().toByteArray());
            },
            in -> {
              int scale = in.readInt();
              return new BigDecimal(readBigInteger(in), scale);
            },
            DecimalNode::valueOf,
            json -> {
              if (!json.isNumber()) {
                throw JsonValues.mismatch("a number", json);
              }
              return json.decimalValue();
            }));
  }

  private static <T extends Number> ScalarCodec<T> integer(
      Class<T> type, long min, long max, LongFunction<T> narrow) {
    return new ScalarCodec<>(
        type,
        null,
        (value, out) -> out.writeNumber(value.longValue()),
        in -> {
          long value = in.readNumber();
          if (value < min || value > max) {
            throw outOfRange(min, max, LongNode.valueOf(value));
          }
          return narrow.apply(value);
        },
        value -> LongNode.valueOf(value.longValue()),
        json -> {
          if (!json.isIntegralNumber()) {
            throw JsonValues.mismatch("an integer", json);
          }
          if (!json.canConvertToLong() || json.longValue() < min || json.longValue() > max) {
            throw outOfRange(min, max, json);
          }
          return narrow.apply(json.longValue());
        });
  }

  private static ValueException outOfRange(long min, long max, JsonNode actual) {
    return JsonValues.mismatch("an integer from " + min + " to " + max, actual);
  }

  private static BigInteger readBigInteger(WireReader in) {
    byte[] bytes = in.readBytes();
    if (bytes.length == 0) {
      throw new ValueException("an integer of no bytes");
    }
    return new BigInteger(bytes);
  }

  /** JSON has no NaN and no infinities: they are texts, as Java prints them. */
  private static JsonNode text(Number value) {
    return TextNode.valueOf(value.toString());
  }

  private static <T extends Number> T floating(
      JsonNode json,
      Function<JsonNode, T> number,
      Predicate<T> finite,
      Function<String, T> parser) {
    if (json.isNumber()) {
      T value = number.apply(json);
      if (!finite.test(value)) {
        throw JsonValues.mismatch("a number in the range of the type", json);
      }
      return value;
    }
    return switch (json.asText()) {
      case "NaN", "Infinity", "-Infinity" -> parser.apply(json.asText());
      default -> throw JsonValues.mismatch("a number", json);
    };
  }
}
