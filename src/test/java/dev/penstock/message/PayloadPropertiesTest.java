package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.penstock.Blob;
import dev.penstock.CallFailedException;
import dev.penstock.DataType;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.message.PayloadValues.Parcel;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every tensor and blob, tried with random ones. */
class PayloadPropertiesTest {
  private static final int ROUNDS = 300;
  private static final int FOREIGN = 100_000;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final PayloadValues values = new PayloadValues(random);

  private static Buffer write(ValueCodec codec, Object value) {
    WireWriter out = new WireWriter();
    codec.write(value, out);
    return out.buffer();
  }

  private static Object far(ValueCodec codec, Object value, Cargo cargo) {
    WireReader in = new WireReader(write(codec, value), cargo);
    Object read = codec.read(in);
    in.end();
    return Objects.requireNonNull(read);
  }

  private static Object near(ValueCodec codec, Object value, Cargo cargo) {
    return Objects.requireNonNull(codec.copy(value, cargo));
  }

  private static Object throughJson(ValueCodec codec, Object value) {
    return Objects.requireNonNull(
        codec.fromJson(JsonValues.parse(JsonValues.print(codec.toJson(value)))));
  }

  @Test
  void tensorsAreTheSameNearAndFarAndAsJson() {
    ValueCodec codec = ValueCodecs.of(Tensor.class);
    for (int round = 0; round < ROUNDS; round++) {
      Tensor value = values.tensor();
      Cargo cargo = new Cargo();

      PayloadValues.assertSame((Tensor) near(codec, value, cargo), value);
      PayloadValues.assertSame((Tensor) far(codec, value, cargo), value);
      PayloadValues.assertSame((Tensor) throughJson(codec, value), value);
      cargo.release();
    }
  }

  @Test
  void tensorsOfHalfPrecisionCrossWithTheirBits() {
    ValueCodec codec = ValueCodecs.of(Tensor.class);
    for (DataType type : new DataType[] {DataType.FP16, DataType.BF16}) {
      Tensor value = values.tensor(type);
      Cargo cargo = new Cargo();
      PayloadValues.assertSame((Tensor) far(codec, value, cargo), value);
      cargo.release();
    }
  }

  @Test
  void blobsAreTheSameNearAndFarAndAsJson() {
    ValueCodec codec = ValueCodecs.of(Blob.class);
    for (int length : new int[] {0, 1, 1000, 64 << 10, 1 << 20}) {
      Blob value = values.blob(length);
      Cargo cargo = new Cargo();

      PayloadValues.assertSame((Blob) near(codec, value, cargo), value);
      PayloadValues.assertSame((Blob) far(codec, value, cargo), value);
      PayloadValues.assertSame((Blob) throughJson(codec, value), value);
      cargo.release();
    }
  }

  @Test
  void viewsOfAnyLengthAreWholeAndAligned() {
    for (int length = 1; length < 200_000; length += 1 + random.nextInt(200)) {
      try (Blob blob = values.blob(length)) {
        ByteBuffer view = blob.bytes();
        assertThat(view.remaining()).isEqualTo(length);
        assertThat(view.alignmentOffset(0, 64)).as("%s bytes", length).isZero();
      }
    }
  }

  @Test
  void whatCrossesIsAnInstanceOfItsOwn() {
    ValueCodec codec = ValueCodecs.of(Tensor.class);
    for (Tensor value : new Tensor[] {Tensor.of(new float[] {1, 2}), values.bytesTensor(1 << 20)}) {
      Cargo cargo = new Cargo();
      Tensor near = (Tensor) near(codec, value, cargo);
      Tensor far = (Tensor) far(codec, value, cargo);

      value.close();

      assertThat(near.bytes()).isEqualTo(far.bytes());
      cargo.release();
    }
  }

  @Test
  void recordsListsAndMapsOfThemAreTheSameFarAndAsJson() {
    ValueCodec codec = ValueCodecs.of(Parcel.class);
    for (int length : new int[] {0, 7, 70_000}) {
      Parcel value = values.parcel(length);
      Cargo cargo = new Cargo();
      PayloadValues.assertSame((Parcel) near(codec, value, cargo), value);
      PayloadValues.assertSame((Parcel) far(codec, value, cargo), value);
      cargo.release();
    }
  }

  @Test
  void foreignBytesAreRefusedAndNeverAnythingWorse() {
    ValueCodec[] codecs = {ValueCodecs.of(Tensor.class), ValueCodecs.of(Parcel.class)};
    byte[][] tensors = new byte[50][];
    byte[][] parcels = new byte[50][];
    for (int i = 0; i < tensors.length; i++) {
      tensors[i] = write(codecs[0], values.tensor()).getBytes();
      parcels[i] = write(codecs[1], values.parcel(random.nextInt(20))).getBytes();
    }
    for (int round = 0; round < FOREIGN; round++) {
      int kind = round % 2;
      byte[][] samples = kind == 0 ? tensors : parcels;
      byte[] foreign = mutated(samples[random.nextInt(samples.length)]);
      Cargo cargo = new Cargo();
      try {
        codecs[kind].read(new WireReader(Buffer.buffer(foreign), cargo));
      } catch (ValueException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      } catch (CallFailedException expected) {
        assertThat(expected.failure()).isEqualTo(Failure.STALE_OBJECT);
      } catch (RuntimeException | Error e) {
        fail("seed " + seed + ", round " + round + ", bytes " + Arrays.toString(foreign), e);
      } finally {
        cargo.release();
      }
    }
  }

  private byte[] mutated(byte[] sample) {
    if (random.nextInt(10) == 0) {
      return values.bytes(random.nextInt(60));
    }
    byte[] bytes = sample.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      // Most of what is checked stands at the beginning.
      int most = random.nextBoolean() ? Math.min(8, bytes.length) : bytes.length;
      bytes[random.nextInt(most)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }
}
