package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Blob;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tensors and blobs that somebody else has implemented, as fakes of unit tests are. */
class ForeignPayloadTest {
  private static final ValueCodec TENSORS = ValueCodecs.of(Tensor.class);
  private static final ValueCodec BLOBS = ValueCodecs.of(Blob.class);

  private static <T> T fake(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              Object answer = answers.get(method.getName());
              if (answer == null) {
                throw new IllegalStateException("no " + method.getName() + " in this fake");
              }
              return answer;
            }));
  }

  private static Tensor tensor(DataType type, long[] shape, byte... bytes) {
    return fake(
        Tensor.class, Map.of("type", type, "shape", shape, "bytes", ByteBuffer.wrap(bytes)));
  }

  private static Object far(ValueCodec codec, Object value) {
    WireWriter out = new WireWriter();
    codec.write(value, out);
    return Objects.requireNonNull(codec.read(new WireReader(out.buffer(), new Cargo())));
  }

  @Test
  void aTensorOfAnotherClassIsCopiedNearAndFarAndPrinted() {
    byte[] bytes = {1, 0, 2, 0};
    Tensor given = tensor(DataType.INT16, new long[] {2}, bytes);
    Cargo cargo = new Cargo();

    Tensor near = (Tensor) Objects.requireNonNull(TENSORS.copy(given, cargo));
    Tensor far = (Tensor) far(TENSORS, given);
    bytes[0] = 9;

    assertThat(cargo.isEmpty()).isFalse();
    for (Tensor copy : new Tensor[] {near, far}) {
      assertThat(copy.type()).isEqualTo(DataType.INT16);
      assertThat(copy.shape()).containsExactly(2);
      assertThat(copy.shorts().get(0)).isEqualTo((short) 1);
      assertThat(TENSORS.toJson(copy).toString()).contains("[1,2]");
    }
    assertThat(TENSORS.toJson(given).toString()).contains("[9,2]");
  }

  @Test
  void aTensorWhosePartsDoNotFitIsRefused() {
    assertRefused(tensor(DataType.INT16, new long[] {2}, (byte) 1), "2 elements of INT16");
    assertRefused(tensor(DataType.INT16, new long[] {-1}), "negative");
    assertRefused(tensor(DataType.INT16, new long[33]), "33 dimensions");
    assertRefused(tensor(DataType.BYTES, new long[] {1}, (byte) 1), "1 bytes too many");
    assertRefused(fake(Tensor.class, Map.of()), "no type in this fake");
  }

  private static void assertRefused(Tensor tensor, String why) {
    assertThatThrownBy(() -> TENSORS.copy(tensor, new Cargo()))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> TENSORS.write(tensor, new WireWriter()))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aBlobOfAnotherClassIsCopiedNearAndFar() {
    byte[] bytes = {1, 2, 3};
    Blob given = fake(Blob.class, Map.of("bytes", ByteBuffer.wrap(bytes).position(1)));

    Blob near = (Blob) Objects.requireNonNull(BLOBS.copy(given, new Cargo()));
    Blob far = (Blob) far(BLOBS, given);
    bytes[1] = 9;

    ByteBuffer expected = ByteBuffer.wrap(new byte[] {2, 3});
    assertThat(near.bytes()).isEqualTo(expected);
    assertThat(far.bytes()).isEqualTo(expected);
    assertThatThrownBy(() -> BLOBS.copy(fake(Blob.class, Map.of()), new Cargo()))
        .isInstanceOf(ValueException.class)
        .hasMessage("no bytes in this fake");
  }

  @Test
  void aBlobOfABufferHasTheBytesOfTheBuffer() {
    Buffer slice = Buffer.buffer("0123456789".repeat(10_000)).slice(3, 80_003);

    for (Buffer given : new Buffer[] {slice, slice.slice(0, 10), Buffer.buffer()}) {
      Blob blob = Blob.of(given);
      assertThat(blob.bytes()).isEqualTo(ByteBuffer.wrap(given.getBytes()));
      assertThat(blob.bytes().order()).isEqualTo(ByteOrder.nativeOrder());
      blob.close();
    }
  }
}
