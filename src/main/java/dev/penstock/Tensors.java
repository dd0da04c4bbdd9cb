package dev.penstock;

import dev.penstock.spi.Engine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** What the factory methods of {@link Tensor} check. */
final class Tensors {
  private Tensors() {}

  static Tensor of(DataType type, int values, long[] shape, Consumer<ByteBuffer> fill) {
    return Engine.get().payloads().tensor(type, fitting(values, shape), false, fill);
  }

  static Tensor of(String[] values, long[] shape) {
    long[] fitting = fitting(values.length, shape);
    byte[][] texts = new byte[values.length][];
    long bytes = 0;
    for (int i = 0; i < values.length; i++) {
      texts[i] = values[i].getBytes(StandardCharsets.UTF_8);
      bytes += Integer.BYTES + texts[i].length;
    }
    return Engine.get()
        .payloads()
        .strings(
            fitting,
            bytes,
            out -> {
              out.order(ByteOrder.LITTLE_ENDIAN);
              for (byte[] text : texts) {
                out.putInt(text.length).put(text);
              }
            });
  }

  /** The shape of so many values: as it was given, or one dimension. */
  private static long[] fitting(int values, long[] shape) {
    if (shape.length == 0) {
      return new long[] {values};
    }
    long elements = elements(shape);
    if (elements != values) {
      throw new IllegalArgumentException(
          "the shape "
              + Arrays.toString(shape)
              + " has "
              + elements
              + " elements, there are "
              + values
              + " values");
    }
    return shape.clone();
  }

  static long[] checked(DataType type, long[] shape) {
    if (type == DataType.BYTES) {
      throw new IllegalArgumentException(
          "the size of a tensor of BYTES depends on its elements: make it by Tensor.of(String[])");
    }
    elements(shape);
    return shape.clone();
  }

  private static long elements(long[] shape) {
    long elements = 1;
    try {
      for (long dimension : shape) {
        if (dimension < 0) {
          throw new IllegalArgumentException(
              "a dimension is negative in the shape " + Arrays.toString(shape));
        }
        elements = Math.multiplyExact(elements, dimension);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "the shape " + Arrays.toString(shape) + " has more elements than can be counted", e);
    }
    return elements;
  }
}
