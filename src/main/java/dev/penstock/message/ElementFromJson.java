package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.DataType;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * One number of a tensor out of JSON: nothing is rounded to an integer, cut or made from a text.
 */
final class ElementFromJson {
  private static final BigInteger LARGEST_UINT64 =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

  private ElementFromJson() {}

  /** Appends an element of fixed size, in the order of the buffer. */
  static void put(DataType type, JsonNode json, ByteBuffer out) {
    switch (type) {
      case BOOL -> out.put((byte) (truth(json) ? 1 : 0));
      case UINT8 -> out.put((byte) integer(json, 0, 0xFF));
      case UINT16 -> out.putShort((short) integer(json, 0, 0xFFFF));
      case UINT32 -> out.putInt((int) integer(json, 0, 0xFFFF_FFFFL));
      case UINT64 -> out.putLong(unsigned(json));
      case INT8 -> out.put((byte) integer(json, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 -> out.putShort((short) integer(json, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT32 -> out.putInt((int) integer(json, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT64 -> out.putLong(integer(json, Long.MIN_VALUE, Long.MAX_VALUE));
      case FP32 -> out.putFloat(single(json));
      case FP64 -> out.putDouble(twofold(json));
      case FP16, BF16, BYTES -> throw TensorToJson.withoutForm(type);
    }
  }

  private static boolean truth(JsonNode json) {
    if (!json.isBoolean()) {
      throw JsonValues.mismatch("true or false", json);
    }
    return json.booleanValue();
  }

  private static long integer(JsonNode json, long least, long most) {
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      long value = json.longValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw JsonValues.mismatch("an integer from " + least + " to " + most, json);
  }

  private static long unsigned(JsonNode json) {
    if (json.isIntegralNumber()) {
      BigInteger value = json.bigIntegerValue();
      if (value.signum() >= 0 && value.bitLength() <= Long.SIZE) {
        return value.longValue();
      }
    }
    throw JsonValues.mismatch("an integer from 0 to " + LARGEST_UINT64, json);
  }

  private static float single(JsonNode json) {
    if (!json.isNumber()) {
      return (float) named(json);
    }
    float value = json.floatValue();
    if (!Float.isFinite(value)) {
      throw JsonValues.mismatch("a number in the range of FP32", json);
    }
    return value;
  }

  private static double twofold(JsonNode json) {
    if (!json.isNumber()) {
      return named(json);
    }
    double value = json.doubleValue();
    if (!Double.isFinite(value)) {
      throw JsonValues.mismatch("a number in the range of FP64", json);
    }
    return value;
  }

  /** What JSON has no numbers for stands there as texts, as of single numbers. */
  private static double named(JsonNode json) {
    return switch (json.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw JsonValues.mismatch("a number", json);
    };
  }
}
