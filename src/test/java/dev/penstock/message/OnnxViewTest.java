package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.penstock.DataType;
import dev.penstock.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real ONNX Runtime takes the views of tensors as they lie. */
class OnnxViewTest {
  private static final int LARGE = 100_000;

  private static final OrtEnvironment ORT = OrtEnvironment.getEnvironment();
  private static OrtSession doubling;

  @TempDir private Path directory;

  @BeforeAll
  static void load() throws OrtException {
    doubling = ORT.createSession(OnnxModel.doubling());
  }

  @AfterAll
  static void unload() throws OrtException {
    doubling.close();
  }

  private static FloatBuffer doubled(OnnxTensor input) throws OrtException {
    try (OrtSession.Result result = doubling.run(Map.of("x", input))) {
      return ((OnnxTensor) result.get(0)).getFloatBuffer();
    }
  }

  private static OnnxTensor over(Tensor tensor) throws OrtException {
    return OnnxTensor.createTensor(ORT, tensor.floats(), tensor.shape());
  }

  @Test
  void aModelRunsOnASmallTensor() throws OrtException {
    try (Tensor tensor = Tensor.of(new float[] {1, 2.5f, -3});
        OnnxTensor input = over(tensor)) {
      FloatBuffer result = doubled(input);

      assertThat(input.ownsBuffer()).as("ONNX Runtime has made a copy").isFalse();
      assertThat(result).isEqualTo(FloatBuffer.wrap(new float[] {2, 5, -6}));
    }
  }

  @Test
  void aModelReadsALargeTensorWhereItLies() throws OrtException {
    readsInPlace();
  }

  @Test
  void aModelReadsATensorInTheStoreWhereItLies() throws OrtException {
    try (TestStore store = new TestStore(directory)) {
      readsInPlace();
      assertThat(store.puts()).isOne();
      assertThat(store.objects()).isZero();
    }
  }

  /** What is written into the memory of the tensor afterwards, which nobody may do, is seen. */
  private static void readsInPlace() throws OrtException {
    AtomicReference<@Nullable FloatBuffer> memory = new AtomicReference<>();
    Tensor tensor =
        Tensor.write(
            DataType.FP32,
            new long[] {LARGE},
            room -> memory.set(room.slice().order(ByteOrder.nativeOrder()).asFloatBuffer()));
    try (tensor;
        OnnxTensor input = over(tensor)) {
      Objects.requireNonNull(memory.get()).put(0, 21f).put(LARGE - 1, 0.5f);

      FloatBuffer result = doubled(input);

      assertThat(input.ownsBuffer()).as("ONNX Runtime has made a copy").isFalse();
      assertThat(result.get(0)).isEqualTo(42f);
      assertThat(result.get(LARGE - 1)).isEqualTo(1f);
      assertThat(result.get(1)).isZero();
    }
  }

  @Test
  void viewsAreReadOnlyDirectInNativeOrderAndAligned() {
    try (TestStore store = new TestStore(directory);
        Tensor small = Tensor.of(new float[] {1});
        Tensor large = Tensor.of(new float[LARGE])) {
      assertThat(store.objects()).isOne();
      for (Tensor tensor : new Tensor[] {small, large}) {
        ByteBuffer bytes = tensor.bytes();
        FloatBuffer floats = tensor.floats();

        assertThat(bytes.isDirect() && floats.isDirect()).isTrue();
        assertThat(bytes.isReadOnly() && floats.isReadOnly()).isTrue();
        assertThat(bytes.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(floats.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(bytes.alignmentOffset(0, 64)).isZero();
      }
    }
  }
}
