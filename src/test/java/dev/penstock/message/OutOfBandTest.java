package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.penstock.Blob;
import dev.penstock.CallFailedException;
import dev.penstock.DataType;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.message.PayloadValues.Parcel;
import dev.penstock.store.ObjectRef;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is large travels as a reference, wherever it stands in a value, and none is left behind. */
class OutOfBandTest {
  private static final int LARGE = 5000;
  private static final ValueCodec TENSORS = ValueCodecs.of(Tensor.class);
  private static final ValueCodec LISTS =
      ValueCodecs.of(new TypeReference<List<Tensor>>() {}.getType());

  @TempDir private Path directory;
  private TestStore store;

  private final PayloadValues values = new PayloadValues(new Random(7));
  private final SentObjects sent = new SentObjects();
  private final Cargo cargo = new Cargo();

  @BeforeEach
  void open() {
    store = new TestStore(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Buffer write(ValueCodec codec, Object value) {
    WireWriter out = new WireWriter(sent);
    codec.write(value, out);
    return out.buffer();
  }

  private Object read(ValueCodec codec, Buffer bytes) {
    WireReader in = new WireReader(bytes, cargo);
    Object value = Objects.requireNonNull(codec.read(in));
    in.end();
    return value;
  }

  private void nothingIsLeft() {
    sent.release();
    cargo.release();
    assertThat(store.objects()).isZero();
  }

  @Test
  void everyLargeValueTakesAtMost64Bytes() {
    byte[] bytes = values.bytes(LARGE);
    Tensor tensor = Tensor.of(new float[LARGE], 10, LARGE / 10);
    Blob blob = Blob.of(bytes);
    for (Object value :
        List.of(bytes, Buffer.buffer(bytes), "é".repeat(LARGE), "\ud800".repeat(LARGE))) {
      ValueCodec codec = ValueCodecs.of(value instanceof Buffer ? Buffer.class : value.getClass());
      Buffer written = write(codec, value);

      assertThat(written.length()).isLessThanOrEqualTo(64);
      assertThat(read(codec, written)).isEqualTo(value);
    }
    assertThat(write(TENSORS, tensor).length()).isLessThanOrEqualTo(64);
    assertThat(write(ValueCodecs.of(Blob.class), blob).length()).isLessThanOrEqualTo(64);
    tensor.close();
    blob.close();
    nothingIsLeft();
  }

  @Test
  void theThresholdDecides() {
    ValueCodec codec = ValueCodecs.of(byte[].class);

    write(codec, values.bytes(TestStore.THRESHOLD - 1));
    assertThat(sent.isEmpty()).isTrue();
    write(codec, values.bytes(TestStore.THRESHOLD));
    assertThat(sent.isEmpty()).isFalse();
    nothingIsLeft();
  }

  @Test
  void partsOfRecordsListsAndMapsTravelAsReferences() {
    ValueCodec codec = ValueCodecs.of(Parcel.class);
    Parcel parcel = values.parcel(LARGE);
    long puts = store.puts();

    Buffer written = write(codec, parcel);
    Parcel read = (Parcel) read(codec, written);

    assertThat(written.length()).isLessThan(LARGE);
    // Of byte[], Buffer and three texts; the tensors and the blob were in the store already.
    assertThat(store.puts() - puts).isEqualTo(5);
    PayloadValues.assertSame(read, parcel);
    for (Parcel each : List.of(parcel, read)) {
      each.tensors().forEach(Tensor::close);
      each.blobs().values().forEach(Blob::close);
    }
    nothingIsLeft();
  }

  @Test
  void beansAndJsonTravelAsReferencesToo() {
    ValueCodec codec = ValueCodecs.of(JsonObject.class);
    JsonObject json = new JsonObject().put("text", "x".repeat(LARGE));
    RandomValues.Bean bean = new RandomValues.Bean();
    bean.setName("y".repeat(LARGE));

    assertThat(read(codec, write(codec, json))).isEqualTo(json);
    Buffer written = write(ValueCodecs.of(RandomValues.Bean.class), bean);
    assertThat(read(ValueCodecs.of(RandomValues.Bean.class), written)).isEqualTo(bean);
    assertThat(written.length()).isLessThanOrEqualTo(64);
    nothingIsLeft();
  }

  @Test
  void whatWasReceivedIsSentOnAsItsOwnReference() {
    Tensor tensor = values.bytesTensor(LARGE);
    long puts = store.puts();

    Buffer first = write(TENSORS, tensor);
    Buffer second = write(TENSORS, read(TENSORS, first));

    assertThat(second).isEqualTo(first);
    assertThat(store.puts()).isEqualTo(puts);
    tensor.close();
    nothingIsLeft();
  }

  @Test
  void whatWasSentStaysUntilItIsReleased() {
    Tensor tensor = values.bytesTensor(LARGE);
    Buffer written = write(TENSORS, tensor);
    tensor.close();
    assertThat(store.objects()).isOne();

    sent.release();

    assertThat(store.objects()).isZero();
    isStale(TENSORS, written);
  }

  @Test
  void aTensorThatWasMadeBeforeTheStoreWasOpenGoesThereWhenItIsSent() {
    store.close();
    Tensor early = values.bytesTensor(100_000);
    store = new TestStore(directory);

    Buffer written = write(TENSORS, early);

    assertThat(written.length()).isLessThanOrEqualTo(64);
    Tensor read = (Tensor) read(TENSORS, written);
    PayloadValues.assertSame(read, early);
    read.close();
    nothingIsLeft();
  }

  @Test
  void withoutAHolderEverythingIsWrittenInPlace() {
    Tensor tensor = values.bytesTensor(LARGE);
    WireWriter out = new WireWriter();
    TENSORS.write(tensor, out);
    tensor.close();

    assertThat(out.buffer().length()).isGreaterThan(LARGE);
    assertThat(((Tensor) read(TENSORS, out.buffer())).byteLength()).isEqualTo(LARGE);
    // Large where it is read.
    assertThat(store.objects()).isOne();
    nothingIsLeft();
  }

  private void isStale(ValueCodec codec, Buffer written) {
    assertThatThrownBy(() -> read(codec, written))
        .isInstanceOfSatisfying(
            CallFailedException.class,
            e -> assertThat(e.failure()).isEqualTo(Failure.STALE_OBJECT));
  }

  interface Taker {
    void take(List<Tensor> tensors);

    List<Tensor> give();
  }

  private static ContractMethod method(String name) {
    return Objects.requireNonNull(Contract.of(Taker.class).method(name));
  }

  @Test
  void aValueWhoseThirdTensorIsBadReleasesTheFirstTwo() {
    List<Tensor> tensors =
        List.of(values.bytesTensor(LARGE), values.bytesTensor(LARGE), values.bytesTensor(LARGE));
    Buffer good = write(LISTS, tensors);
    tensors.forEach(Tensor::close);
    int generation = good.length() - 2 * Long.BYTES;
    Buffer stale = good.copy().setLong(generation, good.getLong(generation) + 1);
    Buffer cut = good.slice(0, good.length() - 1);
    ContractMethod give = method("give");
    for (Buffer bad : List.of(stale, cut)) {
      assertThatThrownBy(() -> give.readResult(new WireReader(bad, cargo)))
          .isInstanceOfAny(CallFailedException.class, ValueException.class);
      assertThat(cargo.isEmpty()).isTrue();
    }

    sent.release();

    assertThat(store.objects()).isZero();
  }

  @Test
  void aCopyWhoseSecondTensorIsBadReleasesTheFirst() {
    Tensor good = values.bytesTensor(LARGE);
    Tensor closed = values.bytesTensor(LARGE);
    closed.close();

    assertThatThrownBy(() -> method("take").copyArguments(new Object[] {List.of(good, closed)}))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("argument 'tensors' of take: [1]: the tensor UINT8[5000] was closed");
    good.close();

    assertThat(store.objects()).isZero();
  }

  @Test
  void fillersFindTheWholeRoomInTheStoreToo() {
    long[] shape = {LARGE};
    try (Tensor zeroed = Tensor.write(DataType.FP32, shape, room -> room.putFloat(1));
        Tensor raw = Tensor.overwrite(DataType.INT8, shape, room -> room.put(new byte[LARGE]));
        Blob blob = Blob.write(LARGE, room -> room.put(LARGE - 1, (byte) 7))) {
      assertThat(store.objects()).isEqualTo(3);
      assertThat(zeroed.floats().get(0)).isEqualTo(1f);
      assertThat(zeroed.floats().get(LARGE - 1)).isZero();
      assertThat(raw.bytes().get(0)).isZero();
      assertThat(blob.bytes().get(LARGE - 1)).isEqualTo((byte) 7);
    }
    nothingIsLeft();
  }

  @Test
  void forgedReferencesAreStaleAndLeaveNothing() {
    Tensor tensor = values.bytesTensor(LARGE);
    Buffer written = write(TENSORS, tensor);
    int start = written.length() - ObjectRef.BYTES;
    for (int i = 0; i < ObjectRef.BYTES - Long.BYTES; i++) {
      Buffer forged = written.copy();
      forged.setByte(start + i, (byte) (written.getByte(start + i) ^ 0x41));
      isStale(TENSORS, forged);
    }
    tensor.close();
    nothingIsLeft();
  }

  @Test
  void aFullStoreFailsTheCallAndLeavesNothingOfIt() {
    Object[] args = {List.of(values.bytesTensor(LARGE), values.bytesTensor(LARGE))};
    ValueCodec codec = ValueCodecs.of(new TypeReference<List<byte[]>>() {}.getType());
    byte[] mebibyte = new byte[1 << 20];

    assertThatThrownBy(
            () -> write(codec, List.of(mebibyte, mebibyte, mebibyte, mebibyte, mebibyte)))
        .isInstanceOfSatisfying(
            CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.STORE_FULL));
    sent.release();

    WireWriter out = new WireWriter(sent);
    method("take").writeArguments(args, out);
    assertThat(method("take").readArguments(new WireReader(out.buffer(), cargo))).hasSize(1);
    ((List<?>) args[0]).forEach(tensor -> ((Tensor) tensor).close());
    nothingIsLeft();
  }

  @Test
  void textsThatAreNoUtf8AreRefusedOutOfBandToo() {
    byte[] bad = values.bytes(LARGE);
    Arrays.fill(bad, (byte) 0xFF);
    Buffer reference = write(ValueCodecs.of(byte[].class), bad);
    Type text = String.class;
    Buffer asText = reference.copy().setByte(1, (byte) WireWriter.STORED_TEXT);

    assertThatThrownBy(() -> read(ValueCodecs.of(text), asText))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("no UTF-8");
    nothingIsLeft();
  }
}
