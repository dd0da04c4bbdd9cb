package dev.penstock.message;

import io.vertx.core.buffer.Buffer;

/** A model by hand, in the protocol buffers of ONNX (onnx.proto3). */
final class OnnxModel {
  private static final int FLOAT = 1;

  private OnnxModel() {}

  /** {@code y = x + x} for any number of floats. */
  static byte[] doubling() {
    Buffer node = Buffer.buffer();
    text(node, 1, "x");
    text(node, 1, "x");
    text(node, 2, "y");
    text(node, 4, "Add");
    Buffer graph = Buffer.buffer();
    message(graph, 1, node);
    text(graph, 2, "doubling");
    message(graph, 11, floats("x"));
    message(graph, 12, floats("y"));
    Buffer operators = Buffer.buffer();
    number(operators, 2, 13);
    Buffer model = Buffer.buffer();
    number(model, 1, 8);
    message(model, 7, graph);
    message(model, 8, operators);
    return model.getBytes();
  }

  /** An input or output of one dimension, which is left open. */
  private static Buffer floats(String name) {
    Buffer dimension = Buffer.buffer();
    text(dimension, 2, "n");
    Buffer shape = Buffer.buffer();
    message(shape, 1, dimension);
    Buffer tensor = Buffer.buffer();
    number(tensor, 1, FLOAT);
    message(tensor, 2, shape);
    Buffer type = Buffer.buffer();
    message(type, 1, tensor);
    Buffer value = Buffer.buffer();
    text(value, 1, name);
    message(value, 2, type);
    return value;
  }

  private static void text(Buffer out, int field, String value) {
    message(out, field, Buffer.buffer(value));
  }

  /** Fields and lengths below 128 are one byte each. */
  private static void message(Buffer out, int field, Buffer value) {
    out.appendByte((byte) (field << 3 | 2)).appendByte((byte) value.length()).appendBuffer(value);
  }

  private static void number(Buffer out, int field, int value) {
    out.appendByte((byte) (field << 3)).appendByte((byte) value);
  }
}
