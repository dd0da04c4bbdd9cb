package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Blob;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random tensors and blobs, in values of all kinds, and what it means that two are the same. */
final class PayloadValues {
  /** Every type whose bytes may be large, alone and in a list and a map. */
  record Parcel(
      @Nullable Tensor tensor,
      List<Tensor> tensors,
      Map<String, Blob> blobs,
      Map<String, byte[]> bytes,
      Buffer buffer,
      String text,
      List<String> texts) {}

  private static final String[] TEXTS = {"", "a", "ä\u0000€", "\"quoted\"", "\ud83d\ude00 x"};

  private final Random random;

  PayloadValues(Random random) {
    this.random = random;
  }

  /** A tensor of any type but those without a JSON form. */
  Tensor tensor() {
    DataType[] types = DataType.values();
    DataType type = types[random.nextInt(types.length)];
    return TensorToJson.hasForm(type) ? tensor(type) : tensor();
  }

  Tensor tensor(DataType type) {
    long[] shape = new long[random.nextInt(4)];
    int elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = random.nextInt(5);
      elements *= (int) shape[i];
    }
    if (type == DataType.BYTES) {
      String[] texts = new String[elements];
      for (int i = 0; i < elements; i++) {
        texts[i] = TEXTS[random.nextInt(TEXTS.length)];
      }
      return Tensor.of(texts, shape.length == 0 ? new long[] {1} : shape);
    }
    byte[] bytes = new byte[elements * type.size()];
    random.nextBytes(bytes);
    return Tensor.write(type, shape, room -> fill(type, bytes, room));
  }

  /** JSON has one NaN only, and BOOL 0 and 1. */
  private static void fill(DataType type, byte[] bytes, ByteBuffer room) {
    room.put(bytes);
    for (int i = 0; i < bytes.length; i += type.size()) {
      if (type == DataType.BOOL) {
        room.put(i, (byte) (bytes[i] & 1));
      } else if (type == DataType.FP32) {
        room.putInt(i, Float.floatToIntBits(room.getFloat(i) + 0f));
      } else if (type == DataType.FP64) {
        room.putLong(i, Double.doubleToLongBits(room.getDouble(i) + 0d));
      }
    }
  }

  Blob blob(int length) {
    return Blob.of(bytes(length));
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A tensor of so many bytes. */
  Tensor bytesTensor(int length) {
    return Tensor.of(bytes(length));
  }

  /** A parcel whose parts have so many bytes each. */
  Parcel parcel(int length) {
    return new Parcel(
        random.nextBoolean() ? null : tensor(),
        List.of(bytesTensor(length), tensor(), bytesTensor(length)),
        Map.of("a", blob(length), "b", blob(3)),
        Map.of("bytes", bytes(length)),
        Buffer.buffer(bytes(length)),
        "x".repeat(length),
        List.of("é".repeat(length / 2), "\ud800".repeat(length / 2)));
  }

  static void assertSame(Parcel actual, Parcel expected) {
    assertSame(actual.tensor(), expected.tensor());
    assertThat(actual.tensors()).hasSameSizeAs(expected.tensors());
    for (int i = 0; i < actual.tensors().size(); i++) {
      assertSame(actual.tensors().get(i), expected.tensors().get(i));
    }
    assertThat(actual.blobs().keySet()).isEqualTo(expected.blobs().keySet());
    expected
        .blobs()
        .forEach(
            (name, blob) -> assertSame(Objects.requireNonNull(actual.blobs().get(name)), blob));
    assertThat(actual.bytes().get("bytes")).isEqualTo(expected.bytes().get("bytes"));
    assertThat(actual.buffer()).isEqualTo(expected.buffer());
    assertThat(actual.text()).isEqualTo(expected.text());
    assertThat(actual.texts()).isEqualTo(expected.texts());
  }

  static void assertSame(@Nullable Tensor actual, @Nullable Tensor expected) {
    if (actual == null || expected == null) {
      assertThat(actual).isEqualTo(expected);
      return;
    }
    assertThat(actual.type()).isEqualTo(expected.type());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.bytes()).as("%s", expected).isEqualTo(expected.bytes());
  }

  static void assertSame(Blob actual, Blob expected) {
    assertThat(actual.bytes()).isEqualTo(expected.bytes());
  }
}
