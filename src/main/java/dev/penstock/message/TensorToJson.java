package dev.penstock.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.penstock.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of a tensor, as {@link TensorFromJson} reads it, its data flat.
 *
 * <p>Integers are exact. Numbers of floating point that JSON has not are the texts {@code "NaN"},
 * {@code "Infinity"} and {@code "-Infinity"}, as those of {@code double}. The data is made as one
 * text, without an object for each element, so the node is for printing only.
 */
final class TensorToJson {
  /** Most bytes that are shown as JSON; their text must fit in an array. */
  static final int MOST_BYTES = 256 << 20;

  private TensorToJson() {}

  /** The JSON of a tensor whose bytes are held while this runs, in native order. */
  static JsonNode print(DataType type, long[] shape, ByteBuffer bytes) {
    if (!hasForm(type)) {
      throw withoutForm(type);
    }
    checkLength(bytes.remaining());
    ObjectNode tensor = JsonNodeFactory.instance.objectNode();
    tensor.put("datatype", type.name());
    ArrayNode dimensions = tensor.putArray("shape");
    for (long dimension : shape) {
      dimensions.add(dimension);
    }
    // As long as the text is at least, or nearly.
    int expected = type == DataType.BYTES ? bytes.remaining() : 4 * bytes.remaining() / type.size();
    StringBuilder data = new StringBuilder(16 + expected);
    data.append('[');
    if (type == DataType.BYTES) {
      texts(bytes.order(ByteOrder.LITTLE_ENDIAN), data);
    } else {
      while (bytes.hasRemaining()) {
        number(type, bytes, data);
        data.append(bytes.hasRemaining() ? "," : "");
      }
    }
    return tensor.putRawValue("data", new RawValue(data.append(']').toString()));
  }

  /** Refuses what is too large to be a text. */
  static void checkLength(int bytes) {
    if (bytes > MOST_BYTES) {
      throw new ValueException(
          bytes
              + " bytes are too many for JSON, at most are "
              + MOST_BYTES
              + ": answer with a Blob, which goes out as it is");
    }
  }

  /** Whether elements of the type can be written as JSON. */
  static boolean hasForm(DataType type) {
    return type != DataType.FP16 && type != DataType.BF16;
  }

  /** Why a type is refused. */
  static ValueException withoutForm(DataType type) {
    return new ValueException(
        type + " has no form in JSON: use FP32, or the bytes of the tensor as a Blob");
  }

  private static void number(DataType type, ByteBuffer in, StringBuilder out) {
    switch (type) {
      case BOOL -> out.append(in.get() != 0);
      case UINT8 -> out.append(Byte.toUnsignedInt(in.get()));
      case UINT16 -> out.append(Short.toUnsignedInt(in.getShort()));
      case UINT32 -> out.append(Integer.toUnsignedLong(in.getInt()));
      case UINT64 -> unsigned(in.getLong(), out);
      case INT8 -> out.append(in.get());
      case INT16 -> out.append(in.getShort());
      case INT32 -> out.append(in.getInt());
      case INT64 -> out.append(in.getLong());
      case FP32 -> single(in.getFloat(), out);
      case FP64 -> twofold(in.getDouble(), out);
      case FP16, BF16, BYTES -> throw withoutForm(type);
    }
  }

  private static void unsigned(long value, StringBuilder out) {
    if (value >= 0) {
      out.append(value);
    } else {
      out.append(Long.toUnsignedString(value));
    }
  }

  private static void single(float value, StringBuilder out) {
    if (Float.isFinite(value)) {
      out.append(value);
    } else {
      out.append('"').append(value).append('"');
    }
  }

  private static void twofold(double value, StringBuilder out) {
    if (Double.isFinite(value)) {
      out.append(value);
    } else {
      out.append('"').append(value).append('"');
    }
  }

  private static void texts(ByteBuffer in, StringBuilder out) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    JsonStringEncoder quotes = JsonStringEncoder.getInstance();
    for (int index = 0; in.hasRemaining(); index++) {
      int length = in.getInt();
      ByteBuffer text = in.slice(in.position(), length);
      in.position(in.position() + length);
      try {
        out.append(index == 0 ? "\"" : ",\"");
        quotes.quoteAsString(decoder.decode(text), out);
        out.append('"');
      } catch (CharacterCodingException e) {
        throw new ValueException("bytes that are no text of UTF-8 have no form in JSON")
            .at(index)
            .at("data");
      }
    }
  }
}
