package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The codec of tensors: the other side gets an instance of its own over the same bytes. Of somebody
 * else's implementation of the interface, such as a fake, the bytes are copied.
 */
final class TensorCodec extends ReferenceCodec<Tensor> {
  static final TensorCodec INSTANCE = new TensorCodec();

  private TensorCodec() {
    super(Tensor.class);
  }

  /** A tensor whose content is held by who has this. */
  private static final class Parts {
    final DataType type;
    final long[] shape;
    final Content content;

    Parts(DataType type, long[] shape, Content content) {
      this.type = type;
      this.shape = shape;
      this.content = content;
    }
  }

  private static Parts parts(Tensor value) {
    try {
      return value instanceof HeldTensor held
          ? new Parts(held.elements(), held.dimensions(), held.hold())
          : foreign(value);
    } catch (IllegalStateException e) {
      throw new ValueException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Parts foreign(Tensor value) {
    DataType type = value.type();
    long[] shape = value.shape().clone();
    ByteBuffer bytes = value.bytes().duplicate();
    if (shape.length > TensorFormat.MOST_DIMENSIONS) {
      throw new ValueException("a tensor of " + shape.length + " dimensions");
    }
    long elements = TensorFormat.elements(shape);
    if (type == DataType.BYTES) {
      TensorFormat.checkTexts(bytes, elements);
    } else if (TensorFormat.bytes(type, elements) != bytes.remaining()) {
      throw new ValueException(
          "a tensor of "
              + elements
              + " elements of "
              + type
              + " that has "
              + bytes.remaining()
              + " bytes");
    }
    return new Parts(
        type, shape, PayloadMemory.make(bytes.remaining(), false, room -> room.put(bytes)));
  }

  @Override
  public boolean immutable() {
    return false;
  }

  @Override
  public boolean carries(Set<ValueCodec> seen) {
    return true;
  }

  @Override
  Tensor copyPresent(Tensor value, Cargo cargo) {
    Parts parts = parts(value);
    HeldTensor other = new HeldTensor(parts.type, parts.shape, parts.content);
    cargo.add(other.claim());
    return other;
  }

  @Override
  void writePresent(Tensor value, WireWriter out) {
    Parts parts = parts(value);
    try {
      TensorFormat.write(parts.type, parts.shape, parts.content, out);
    } finally {
      parts.content.release(false);
    }
  }

  @Override
  Tensor readPresent(WireReader in) {
    return TensorFormat.read(in);
  }

  @Override
  Tensor fromPresentJson(JsonNode json) {
    return TensorFromJson.read(json);
  }

  @Override
  JsonNode presentToJson(Tensor value) {
    Parts parts = parts(value);
    try {
      return TensorToJson.print(parts.type, parts.shape, parts.content.peek());
    } finally {
      parts.content.release(false);
    }
  }
}
