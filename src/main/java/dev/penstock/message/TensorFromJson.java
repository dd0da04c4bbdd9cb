package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tensor out of {@code {"datatype": "FP32", "shape": [2, 2], "data": [1, 2, 3, 4]}}, as the Open
 * Inference Protocol has it.
 *
 * <p>The data is flat, row by row, or nested as deep as the shape. It is counted before memory is
 * asked for, so a large shape costs nothing; then it goes into place, element by element.
 */
final class TensorFromJson {
  private static final List<String> KEYS = List.of("datatype", "shape", "data");

  /** What other libraries call the types. */
  private static final Map<String, DataType> ELSEWHERE =
      Map.ofEntries(
          Map.entry("boolean", DataType.BOOL),
          Map.entry("byte", DataType.UINT8),
          Map.entry("short", DataType.INT16),
          Map.entry("int", DataType.INT32),
          Map.entry("integer", DataType.INT32),
          Map.entry("long", DataType.INT64),
          Map.entry("half", DataType.FP16),
          Map.entry("float16", DataType.FP16),
          Map.entry("bfloat16", DataType.BF16),
          Map.entry("float", DataType.FP32),
          Map.entry("float32", DataType.FP32),
          Map.entry("double", DataType.FP64),
          Map.entry("float64", DataType.FP64),
          Map.entry("str", DataType.BYTES),
          Map.entry("string", DataType.BYTES));

  private TensorFromJson() {}

  /** A tensor of the current scope. */
  static Tensor read(JsonNode json) {
    if (!json.isObject()) {
      throw JsonValues.mismatch("a tensor, an object of " + String.join(", ", KEYS), json);
    }
    for (var property : json.properties()) {
      if (!KEYS.contains(property.getKey())) {
        throw new ValueException("unknown property, known are " + String.join(", ", KEYS))
            .at(property.getKey());
      }
    }
    DataType type = type(json.path("datatype"));
    long[] shape;
    long elements;
    try {
      shape = shape(json.path("shape"));
      elements = TensorFormat.elements(shape);
    } catch (ValueException e) {
      throw e.at("shape");
    }
    try {
      JsonNode data = json.path("data");
      int depth = depth(data, shape, elements);
      return type == DataType.BYTES
          ? texts(shape, data, depth)
          : PayloadFactory.tensor(
              type,
              shape,
              false,
              room -> each(data, depth, element -> ElementFromJson.put(type, element, room)));
    } catch (ValueException e) {
      throw e.at("data");
    }
  }

  private static DataType type(JsonNode json) {
    if (!json.isTextual()) {
      throw JsonValues.mismatch("a datatype such as \"FP32\"", json).at("datatype");
    }
    String name = json.textValue();
    for (DataType type : DataType.values()) {
      if (type.name().equals(name)) {
        if (!TensorToJson.hasForm(type)) {
          throw TensorToJson.withoutForm(type).at("datatype");
        }
        return type;
      }
    }
    DataType meant = meant(name);
    throw new ValueException(
            "unknown datatype '"
                + JsonValues.shortened(name)
                + (meant == null ? "', there is " : "', did you mean '" + meant + "'? There is ")
                + Arrays.toString(DataType.values()))
        .at("datatype");
  }

  private static @Nullable DataType meant(String name) {
    for (DataType type : DataType.values()) {
      if (type.name().equalsIgnoreCase(name)) {
        return type;
      }
    }
    return ELSEWHERE.get(name.toLowerCase(Locale.ROOT));
  }

  private static long[] shape(JsonNode json) {
    if (!json.isArray()) {
      throw JsonValues.mismatch("an array of dimensions", json);
    }
    if (json.size() > TensorFormat.MOST_DIMENSIONS) {
      throw new ValueException(
          json.size() + " dimensions, at most are " + TensorFormat.MOST_DIMENSIONS);
    }
    long[] shape = new long[json.size()];
    for (int i = 0; i < shape.length; i++) {
      JsonNode dimension = json.get(i);
      if (!dimension.isIntegralNumber()
          || !dimension.canConvertToLong()
          || dimension.longValue() < 0) {
        throw JsonValues.mismatch("a dimension, an integer from 0", dimension).at(i);
      }
      shape[i] = dimension.longValue();
    }
    return shape;
  }

  /** In how many arrays each element stands, having counted the elements. */
  private static int depth(JsonNode data, long[] shape, long elements) {
    if (!data.isArray()) {
      if (shape.length == 0 && data.isValueNode()) {
        return 0;
      }
      throw JsonValues.mismatch("an array of " + elements + " elements", data);
    }
    if (shape.length > 1 && data.path(0).isArray()) {
      checkLevel(data, shape, 0);
      return shape.length;
    }
    if (data.size() != elements) {
      throw new ValueException(
          "expected "
              + elements
              + " elements as the shape "
              + Arrays.toString(shape)
              + " has, got "
              + data.size());
    }
    return 1;
  }

  private static void checkLevel(JsonNode data, long[] shape, int level) {
    if (!data.isArray() || data.size() != shape[level]) {
      throw new ValueException(
          "expected an array of "
              + shape[level]
              + " items, which is dimension "
              + level
              + " of the shape "
              + Arrays.toString(shape)
              + ", got "
              + (data.isArray() ? "one of " + data.size() : data.getNodeType()));
    }
    for (int i = 0; i < data.size() && level + 1 < shape.length; i++) {
      try {
        checkLevel(data.get(i), shape, level + 1);
      } catch (ValueException e) {
        throw e.at(i);
      }
    }
  }

  private static void each(JsonNode data, int depth, Consumer<JsonNode> to) {
    if (depth == 0) {
      to.accept(data);
      return;
    }
    for (int i = 0; i < data.size(); i++) {
      try {
        each(data.get(i), depth - 1, to);
      } catch (ValueException e) {
        throw e.at(i);
      }
    }
  }

  private static Tensor texts(long[] shape, JsonNode data, int depth) {
    List<byte[]> texts = new ArrayList<>();
    each(
        data,
        depth,
        element -> {
          if (!element.isTextual()) {
            throw JsonValues.mismatch("a string", element);
          }
          texts.add(element.textValue().getBytes(StandardCharsets.UTF_8));
        });
    long bytes = texts.stream().mapToLong(text -> Integer.BYTES + text.length).sum();
    return PayloadFactory.strings(
        shape,
        bytes,
        room -> {
          ByteBuffer out = room.order(ByteOrder.LITTLE_ENDIAN);
          texts.forEach(text -> out.putInt(text.length).put(text));
        });
  }
}
