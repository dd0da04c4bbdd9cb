package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.CallFailedException;
import dev.penstock.DataType;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.store.ObjectRef;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The bytes of tensors, and which are refused. */
class TensorWireTest {
  private static final ValueCodec TENSORS = ValueCodecs.of(Tensor.class);

  private static final int BOOL = 1;
  private static final int FP32 = 12;
  private static final int BYTES = 14;

  /** The bytes of a present tensor, by hand. */
  private static Buffer tensor(int type, long[] shape, Consumer<WireWriter> elements) {
    WireWriter out = new WireWriter();
    out.writeBoolean(true);
    out.writeByte(type);
    out.writeByte(shape.length);
    for (long dimension : shape) {
      out.writeNumber(dimension);
    }
    elements.accept(out);
    return out.buffer();
  }

  private static Buffer tensor(int type, long[] shape, int... elements) {
    byte[] bytes = new byte[elements.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) elements[i];
    }
    return tensor(type, shape, out -> out.writeBytes(bytes));
  }

  private static long[] shape(long... dimensions) {
    return dimensions;
  }

  private static Tensor read(Buffer bytes) {
    return (Tensor) Objects.requireNonNull(TENSORS.read(new WireReader(bytes, new Cargo())));
  }

  private static void isRefused(Buffer bytes, String why) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining(why);
  }

  @Test
  void theBytesOfATensorNeverChange() {
    WireWriter out = new WireWriter();
    TENSORS.write(Tensor.of(new float[] {1, -2}, 1, 2), out);

    assertThat(HexFormat.of().formatHex(out.buffer().getBytes()))
        .isEqualTo("01" + "0c" + "02" + "02" + "04" + "10" + "0000803f" + "000000c0");
  }

  @Test
  void everyTypeHasANumberOfItsOwn() {
    int code = 1;
    for (DataType type : DataType.values()) {
      Tensor read = read(tensor(code++, shape(0)));
      assertThat(read.type()).isEqualTo(type);
    }
  }

  @Test
  void refusesUnknownTypes() {
    isRefused(tensor(0, shape(0)), "unknown type of tensor: 0");
    isRefused(tensor(15, shape(0)), "unknown type of tensor: 15");
    isRefused(tensor(255, shape(0)), "unknown type of tensor: 255");
  }

  @Test
  void refusesShapesThatCannotBe() {
    isRefused(tensor(FP32, new long[33]), "33 dimensions, at most are 32");
    isRefused(tensor(FP32, shape(2, -1)), "negative");
    isRefused(tensor(FP32, shape(1L << 40, 1L << 40)), "more elements than can be counted");
    isRefused(tensor(FP32, shape(Long.MAX_VALUE)), "expected 9223372036854775807 bytes, got 0");
    isRefused(tensor(FP32, shape(1L << 40), 1, 2), "expected 4398046511104 bytes, got 2");
  }

  @Test
  void refusesAnotherNumberOfBytesThanTheShapeHas() {
    isRefused(tensor(FP32, shape(2), 0, 0, 0, 0, 0, 0, 0), "expected 8 bytes, got 7");
    isRefused(tensor(FP32, shape(), 0, 0, 0, 0, 0), "expected 4 bytes, got 5");
  }

  @Test
  void refusesTextsWithWrongLengths() {
    isRefused(tensor(BYTES, shape(1), 2, 0, 0, 0, 'a'), "element 0 has a length of 2 bytes");
    isRefused(tensor(BYTES, shape(1), 255, 255, 255, 255), "a length of 4294967295 bytes");
    isRefused(tensor(BYTES, shape(1), 0, 0, 0, 0, 'a'), "1 bytes too many");
    isRefused(tensor(BYTES, shape(2), 0, 0, 0, 0), "the shape has 2 elements, the data 1");
    isRefused(tensor(BYTES, shape(0), 0, 0, 0, 0), "the shape has 0 elements, the data 1");
  }

  @Test
  void aReferenceIsComparedWithTheShapeBeforeTheStoreIsAsked() {
    byte[] ref = new ObjectRef(1, 2, 3, 4, 100_000).encoded();
    Buffer reference = Buffer.buffer(new byte[] {1}).appendBytes(ref);
    Buffer fitting = tensor(BOOL, shape(100_000), out -> out.buffer().appendBuffer(reference));
    Buffer wrong = tensor(BOOL, shape(99_999), out -> out.buffer().appendBuffer(reference));

    isRefused(wrong, "expected 99999 bytes, got 100000");
    assertThatThrownBy(() -> read(fitting))
        .isInstanceOfSatisfying(
            CallFailedException.class,
            e -> assertThat(e.failure()).isEqualTo(Failure.STALE_OBJECT));
  }

  @Test
  void refusesReferencesWhereNoneMayStand() {
    Buffer bytes = Buffer.buffer(new byte[] {1}).appendBytes(new byte[ObjectRef.BYTES]);
    Buffer text = Buffer.buffer(new byte[] {2}).appendBytes(new byte[ObjectRef.BYTES]);

    assertThatThrownBy(() -> new WireReader(bytes).readBytes())
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("a reference where none may stand");
    assertThatThrownBy(() -> new WireReader(text).readString())
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("a reference where none may stand");
    assertThatThrownBy(() -> new WireReader(bytes, new Cargo()).readSlice())
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("the bytes themselves");
  }

  @Test
  void shapesThatCouldNotCrossCannotBeMade() {
    assertThatThrownBy(() -> Tensor.write(DataType.INT8, new long[33], room -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 32 dimensions, this shape has 33");
    assertThatThrownBy(() -> Tensor.write(DataType.FP64, shape(1L << 62), room -> {}))
        .isInstanceOfSatisfying(
            CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.STORE_FULL))
        .hasMessageContaining("too large");
    assertThat(Tensor.write(DataType.FP64, shape(1L << 62, 0), room -> {}).byteLength()).isZero();
  }

  @Test
  void anyByteButZeroIsTrue() {
    Tensor tensor = read(tensor(BOOL, shape(3), 0, 1, 2));

    assertThat(TENSORS.toJson(tensor).toString()).contains("[false,true,true]");
  }

  @Test
  void aClosedTensorIsRefusedInWords() {
    Tensor tensor = Tensor.of(new float[] {1});
    tensor.close();

    assertThatThrownBy(() -> TENSORS.write(tensor, new WireWriter()))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("was closed by close()");
    assertThatThrownBy(() -> TENSORS.toJson(tensor))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("was closed by close()");
  }
}
