package dev.penstock.message;

import dev.penstock.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of tensors on the wire; nobody else reads or writes them.
 *
 * <pre>
 *   type (byte) | number of dimensions (byte) | dimensions (number each) | elements (bytes)
 * </pre>
 *
 * How a number and bytes look, which may be a reference, is told by {@link WireWriter}. Elements
 * lie row by row as in memory, little-endian; a machine of the other order sends and takes none.
 * The bytes of {@link DataType#BOOL} are not looked at, here or when a tensor is made: all but 0
 * are true.
 */
final class TensorFormat {
  /** Most dimensions of a tensor. */
  static final int MOST_DIMENSIONS = 32;

  private static final DataType[] BY_CODE = new DataType[15];

  static {
    for (DataType type : DataType.values()) {
      BY_CODE[code(type)] = type;
    }
  }

  private TensorFormat() {}

  /** These numbers never change. */
  private static int code(DataType type) {
    return switch (type) {
      case BOOL -> 1;
      case UINT8 -> 2;
      case UINT16 -> 3;
      case UINT32 -> 4;
      case UINT64 -> 5;
      case INT8 -> 6;
      case INT16 -> 7;
      case INT32 -> 8;
      case INT64 -> 9;
      case FP16 -> 10;
      case BF16 -> 11;
      case FP32 -> 12;
      case FP64 -> 13;
      case BYTES -> 14;
    };
  }

  private static DataType type(int code) {
    if (code < 1 || code >= BY_CODE.length) {
      throw new ValueException("unknown type of tensor: " + code);
    }
    return BY_CODE[code];
  }

  /** Writes a tensor whose content is held while this runs, and fits type and shape. */
  static void write(DataType type, long[] shape, Content content, WireWriter out) {
    checkOrder();
    out.writeByte(code(type));
    out.writeByte(shape.length);
    for (long dimension : shape) {
      out.writeNumber(dimension);
    }
    out.writeContent(content);
  }

  /** Reads a tensor; the reader's cargo has it. */
  static HeldTensor read(WireReader in) {
    checkOrder();
    DataType type = type(in.readByte());
    long[] shape = readShape(in);
    long elements = elements(shape);
    Content content = in.readContent(type == DataType.BYTES ? -1 : bytes(type, elements));
    try {
      if (type == DataType.BYTES) {
        checkTexts(content.peek(), elements);
      }
    } catch (ValueException e) {
      content.release(false);
      throw e;
    }
    HeldTensor tensor = new HeldTensor(type, shape, content);
    in.cargo().add(tensor.claim());
    return tensor;
  }

  private static long[] readShape(WireReader in) {
    int dimensions = in.readByte();
    if (dimensions > MOST_DIMENSIONS) {
      throw new ValueException(
          "a tensor of " + dimensions + " dimensions, at most are " + MOST_DIMENSIONS);
    }
    long[] shape = new long[dimensions];
    for (int i = 0; i < dimensions; i++) {
      shape[i] = in.readNumber();
    }
    return shape;
  }

  private static void checkOrder() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new ValueException(
          "tensors cross from process to process on little-endian machines only");
    }
  }

  /** How many elements a shape has, which may be one of foreign numbers. */
  static long elements(long[] shape) {
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new ValueException("a dimension is negative in the shape " + Arrays.toString(shape));
      }
      if (dimension != 0 && elements > Long.MAX_VALUE / dimension) {
        throw new ValueException(
            "the shape " + Arrays.toString(shape) + " has more elements than can be counted");
      }
      elements *= dimension;
    }
    return elements;
  }

  /** How many bytes so many elements of fixed size take; the largest number if more than that. */
  static long bytes(DataType type, long elements) {
    return elements > Long.MAX_VALUE / type.size() ? Long.MAX_VALUE : elements * type.size();
  }

  /** Checks that bytes are so many elements of {@link DataType#BYTES}, and nothing else. */
  static void checkTexts(ByteBuffer bytes, long elements) {
    ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long found = 0;
    while (in.remaining() >= Integer.BYTES) {
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new ValueException(
            "element "
                + found
                + " has a length of "
                + Integer.toUnsignedString(length)
                + " bytes, where only "
                + in.remaining()
                + " are left");
      }
      in.position(in.position() + length);
      found++;
    }
    if (in.hasRemaining()) {
      throw new ValueException(in.remaining() + " bytes too many after the last element");
    }
    if (found != elements) {
      throw new ValueException("the shape has " + elements + " elements, the data " + found);
    }
  }
}
