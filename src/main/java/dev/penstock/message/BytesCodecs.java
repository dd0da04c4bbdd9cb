package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;

/** The codecs of bytes: mutable, so they are copied; base64 in JSON. */
final class BytesCodecs {
  /** {@code byte[]}. */
  static final ScalarCodec<byte[]> ARRAY =
      new ScalarCodec<>(
          byte[].class,
          byte[]::clone,
          (value, out) -> out.writeBytes(value),
          WireReader::readBytes,
          BytesCodecs::print,
          BytesCodecs::parse);

  /** {@code Buffer}. */
  static final ScalarCodec<Buffer> BUFFER =
      new ScalarCodec<>(
          Buffer.class,
          Buffer::copy,
          (value, out) -> out.writeBuffer(value),
          in -> Buffer.buffer(in.readBytes()),
          value -> print(value.getBytes()),
          json -> Buffer.buffer(parse(json)));

  private BytesCodecs() {}

  private static JsonNode print(byte[] bytes) {
    return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
  }

  static byte[] parse(JsonNode json) {
    if (!json.isTextual()) {
      throw JsonValues.mismatch("a string of base64", json);
    }
    try {
      return Base64.getDecoder().decode(json.textValue());
    } catch (IllegalArgumentException e) {
      throw JsonValues.mismatch("a string of base64", json);
    }
  }
}
