package dev.penstock.message;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tensor over a content. */
final class HeldTensor extends Instance implements Tensor {
  private final DataType type;
  private final long[] shape;

  /** Takes over one hold on the content, whose length fits type and shape. */
  HeldTensor(DataType type, long[] shape, Content content) {
    super(content);
    this.type = type;
    this.shape = shape;
  }

  /** For what prints objects by Jackson, as routes do: as over a call. */
  @JsonValue
  JsonNode toJson() {
    return TensorCodec.INSTANCE.toJson(this);
  }

  @Override
  public DataType type() {
    checkOpen();
    return type;
  }

  @Override
  public long[] shape() {
    checkOpen();
    return shape.clone();
  }

  /** The shape itself, and also of a closed one. */
  long[] dimensions() {
    return shape;
  }

  /** The type, also of a closed one. */
  DataType elements() {
    return type;
  }

  @Override
  public long byteLength() {
    return size();
  }

  @Override
  public FloatBuffer floats() {
    return viewOf("floats()", DataType.FP32).asFloatBuffer();
  }

  @Override
  public IntBuffer ints() {
    return viewOf("ints()", DataType.INT32, DataType.UINT32).asIntBuffer();
  }

  @Override
  public LongBuffer longs() {
    return viewOf("longs()", DataType.INT64, DataType.UINT64).asLongBuffer();
  }

  @Override
  public ShortBuffer shorts() {
    return viewOf("shorts()", DataType.INT16, DataType.UINT16, DataType.FP16, DataType.BF16)
        .asShortBuffer();
  }

  @Override
  public DoubleBuffer doubles() {
    return viewOf("doubles()", DataType.FP64).asDoubleBuffer();
  }

  @Override
  public ByteBuffer bytes() {
    return view();
  }

  @Override
  public List<String> strings() {
    requireOneOf("strings()", DataType.BYTES);
    Content content = hold();
    try {
      return texts(content.peek().order(ByteOrder.LITTLE_ENDIAN));
    } finally {
      content.release(false);
    }
  }

  /** The elements of a tensor of BYTES, whose bytes were checked. */
  static List<String> texts(ByteBuffer bytes) {
    List<String> all = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] text = new byte[bytes.getInt()];
      bytes.get(text);
      all.add(new String(text, StandardCharsets.UTF_8));
    }
    return all;
  }

  private ByteBuffer viewOf(String method, DataType... fitting) {
    requireOneOf(method, fitting);
    return view();
  }

  private void requireOneOf(String method, DataType... fitting) {
    checkOpen();
    for (DataType each : fitting) {
      if (each == type) {
        return;
      }
    }
    throw new IllegalStateException(
        method + " is for " + Arrays.toString(fitting) + ", this is a " + this);
  }

  @Override
  public Tensor retain() {
    HeldTensor second = new HeldTensor(type, shape, hold());
    Leases.retained(second.claim(), CurrentCall.get());
    return second;
  }

  @Override
  public String toString() {
    return "tensor " + type + Arrays.toString(shape);
  }
}
