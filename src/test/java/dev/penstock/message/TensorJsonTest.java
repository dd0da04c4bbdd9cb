package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Blob;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors and blobs in JSON, and which JSON is none. */
class TensorJsonTest {
  private static final ValueCodec TENSORS = ValueCodecs.of(Tensor.class);
  private static final ValueCodec BLOBS = ValueCodecs.of(Blob.class);

  private static Tensor read(String json) {
    return (Tensor) Objects.requireNonNull(TENSORS.fromJson(JsonValues.parse(json)));
  }

  private static Tensor read(String type, String shape, String data) {
    return read("{\"datatype\": \"%s\", \"shape\": %s, \"data\": %s}".formatted(type, shape, data));
  }

  private static String print(Tensor tensor) {
    return TENSORS.toJson(tensor).toString();
  }

  @Test
  void dataIsPrintedFlat() {
    assertThat(print(Tensor.of(new float[] {1, -0.5f, 1e20f, 3}, 2, 2)))
        .isEqualTo("{\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[1.0,-0.5,1.0E20,3.0]}");
    assertThat(print(Tensor.of(new String[] {"a\"\n", ""}, 2)))
        .isEqualTo("{\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"a\\\"\\n\",\"\"]}");
    assertThat(print(Tensor.of(new int[0])))
        .isEqualTo("{\"datatype\":\"INT32\",\"shape\":[0],\"data\":[]}");
  }

  @Test
  void printingIsTheSameByBothWaysOfTheServer() {
    Tensor tensor = Tensor.of(new long[] {Long.MIN_VALUE, 9_007_199_254_740_993L});

    assertThat(JsonValues.print(TENSORS.toJson(tensor)).toString()).isEqualTo(print(tensor));
  }

  @Test
  void dataIsReadFlatAndNested() {
    String flat = "[1, 2, 3, 4, 5, 6, 7, 8]";
    String nested = "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]";

    assertThat(read("INT8", "[2, 2, 2]", nested).bytes())
        .isEqualTo(read("INT8", "[2, 2, 2]", flat).bytes())
        .isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
    assertThat(read("FP64", "[]", "2.5").doubles().get(0)).isEqualTo(2.5);
    assertThat(read("FP64", "[]", "[2.5]").doubles().get(0)).isEqualTo(2.5);
    assertThat(read("BYTES", "[2, 1]", "[[\"a\"], [\"é\"]]").strings()).containsExactly("a", "é");
    assertThat(read("FP32", "[2, 0]", "[[], []]").byteLength()).isZero();
    assertThat(read("FP32", "[1099511627776, 0]", "[]").byteLength()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, 0, 255",
    "UINT16, 0, 65535",
    "UINT32, 0, 4294967295",
    "UINT64, 9223372036854775808, 18446744073709551615",
    "INT8, -128, 127",
    "INT16, -32768, 32767",
    "INT32, -2147483648, 2147483647",
    "INT64, -9223372036854775808, 9223372036854775807"
  })
  void integersAreExactUpToTheirLimits(String type, String least, String most) {
    String data = "[" + least + "," + most + "]";

    assertThat(print(read(type, "[2]", data))).endsWith("\"data\":" + data + "}");
  }

  @Test
  void numbersThatJsonHasNotAreTexts() {
    String data = "[\"NaN\",\"Infinity\",\"-Infinity\"]";

    Tensor tensor = read("FP32", "[3]", data);

    assertThat(tensor.floats().get(0)).isNaN();
    assertThat(tensor.floats().get(2)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(print(tensor)).contains(data);
    assertThat(print(read("FP64", "[3]", data))).contains(data);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]                                                | expected a tensor, an object of",
        "{'datatype': 'FP32', 'shape': [1]}                 | data: expected an array of 1 elements, got nothing",
        "{'datatype': 'FP32', 'data': [1]}                  | shape: expected an array of dimensions, got nothing",
        "{'shape': [1], 'data': [1]}                        | datatype: expected a datatype such as",
        "{'datatype': 'FP32', 'shape': [1], 'dtype': 1}     | dtype: unknown property, known are datatype",
        "{'datatype': 'float32', 'shape': [1], 'data': [1]} | datatype: unknown datatype 'float32', did you mean 'FP32'?",
        "{'datatype': 'int8', 'shape': [1], 'data': [1]}    | did you mean 'INT8'?",
        "{'datatype': 'x', 'shape': [1], 'data': [1]}       | unknown datatype 'x', there is [BOOL, UINT8",
        "{'datatype': 'FP16', 'shape': [1], 'data': [1]}    | datatype: FP16 has no form in JSON: use FP32",
        "{'datatype': 'BF16', 'shape': [1], 'data': [1]}    | datatype: BF16 has no form in JSON: use FP32",
        "{'datatype': 'FP32', 'shape': 3, 'data': [1]}      | shape: expected an array of dimensions, got 3",
        "{'datatype': 'FP32', 'shape': [1, -1], 'data': []} | shape[1]: expected a dimension, an integer from 0, got -1",
        "{'datatype': 'FP32', 'shape': [1.5], 'data': []}   | shape[0]: expected a dimension",
        "{'datatype': 'FP32', 'shape': ['1'], 'data': []}   | shape[0]: expected a dimension",
        "{'datatype': 'FP32', 'shape': [18446744073709551616], 'data': []} | shape[0]: expected a dimension",
        "{'datatype': 'FP32', 'shape': [9999999999, 9999999999], 'data': []} | shape: the shape [9999999999, 9999999999] has more elements",
        "{'datatype': 'FP32', 'shape': [9999999999], 'data': [1]} | data: expected 9999999999 elements as the shape [9999999999] has, got 1",
        "{'datatype': 'FP32', 'shape': [2], 'data': [1, 2, 3]} | data: expected 2 elements",
        "{'datatype': 'FP32', 'shape': [2, 2], 'data': [[1, 2], [3]]} | data[1]: expected an array of 2 items",
        "{'datatype': 'FP32', 'shape': [2, 2], 'data': [[1, 2], 3]} | data[1]: expected an array of 2 items",
        "{'datatype': 'FP32', 'shape': [2, 1], 'data': [1, [2]]} | data[1]: expected a number, got an array",
        "{'datatype': 'FP32', 'shape': [1, 1], 'data': [[[1]]]} | data[0][0]: expected a number, got an array",
        "{'datatype': 'FP32', 'shape': [1], 'data': '1'}    | data: expected an array of 1 elements",
        "{'datatype': 'FP32', 'shape': [1], 'data': ['1']}  | data[0]: expected a number, got \"1\"",
        "{'datatype': 'FP32', 'shape': [1], 'data': [null]} | data[0]: expected a number, got null",
        "{'datatype': 'FP32', 'shape': [1], 'data': [1e39]} | data[0]: expected a number in the range of FP32",
        "{'datatype': 'FP64', 'shape': [1], 'data': [1e999]} | data[0]: expected a number in the range of FP64",
        "{'datatype': 'INT8', 'shape': [1], 'data': [128]}  | data[0]: expected an integer from -128 to 127, got 128",
        "{'datatype': 'INT8', 'shape': [1], 'data': [1.0]}  | data[0]: expected an integer",
        "{'datatype': 'UINT8', 'shape': [1], 'data': [-1]}  | data[0]: expected an integer from 0 to 255, got -1",
        "{'datatype': 'UINT64', 'shape': [1], 'data': [18446744073709551616]} | data[0]: expected an integer from 0 to 18446744073709551615",
        "{'datatype': 'BOOL', 'shape': [1], 'data': [1]}    | data[0]: expected true or false, got 1",
        "{'datatype': 'BYTES', 'shape': [1], 'data': [1]}   | data[0]: expected a string, got 1",
        "{'datatype': 'BYTES', 'shape': [2], 'data': ['a']} | data: expected 2 elements"
      })
  void badJsonIsRefusedWithItsPlace(String json, String why) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining(why);
  }

  @Test
  void refusesMoreDimensionsThanATensorMayHave() {
    String deep = "[".repeat(33) + "1" + "]".repeat(33);

    assertThatThrownBy(() -> read("INT8", "[" + "1,".repeat(32) + "1]", deep))
        .isInstanceOf(ValueException.class)
        .hasMessage("shape: 33 dimensions, at most are 32");
  }

  @Test
  void whatHasNoFormIsRefusedInWords() {
    Tensor half = Tensor.write(DataType.FP16, new long[] {2}, room -> {});
    Tensor bytes = Tensor.of(new String[] {"ok", "a"});
    Tensor binary = (Tensor) Objects.requireNonNull(TENSORS.read(binary(bytes)));

    assertThatThrownBy(() -> print(half)).hasMessageContaining("FP16 has no form in JSON");
    assertThatThrownBy(() -> print(binary))
        .isInstanceOf(ValueException.class)
        .hasMessage("data[1]: bytes that are no text of UTF-8 have no form in JSON");
  }

  /** The tensor with its last byte changed to one that UTF-8 never has. */
  private static WireReader binary(Tensor tensor) {
    WireWriter out = new WireWriter();
    TENSORS.write(tensor, out);
    out.buffer().setByte(out.buffer().length() - 1, (byte) 0xFF);
    return new WireReader(out.buffer(), new Cargo());
  }

  @Test
  void manyNumbersComeBackAsTheyWere() {
    float[] values = new float[300_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 1.37f - 1e5f;
    }

    Tensor back = read(print(Tensor.of(values, 300, 1000)));

    assertThat(back.shape()).containsExactly(300, 1000);
    assertThat(back.floats()).isEqualTo(Tensor.of(values).floats());
  }

  @Test
  void blobsAreBase64() {
    Blob blob = (Blob) Objects.requireNonNull(BLOBS.fromJson(JsonValues.parse("\"AAH/\"")));

    assertThat(blob.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1, -1}));
    assertThat(BLOBS.toJson(blob).toString()).isEqualTo("\"AAH/\"");
    assertThatThrownBy(() -> BLOBS.fromJson(JsonValues.parse("\"A*\"")))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("a string of base64");
    assertThatThrownBy(() -> BLOBS.fromJson(JsonValues.parse("[1]")))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("a string of base64");
  }
}
