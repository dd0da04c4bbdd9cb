package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.penstock.Blob;
import dev.penstock.InferenceModel;
import dev.penstock.Tensor;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where tensors and blobs may stand in a contract. */
class PayloadContractTest {
  record Pair(Tensor tensor, Blob blob) {}

  record Tree(Tensor tensor, List<Tree> children) {}

  record Annotated(Tensor tensor) {
    @JsonIgnore
    public boolean isEmpty() {
      return tensor.byteLength() == 0;
    }
  }

  record Holder(Bean bean) {}

  /** Has a tensor. */
  public static final class Bean {
    private List<Tensor> tensors = List.of();

    public List<Tensor> getTensors() {
      return tensors;
    }

    public void setTensors(List<Tensor> tensors) {
      this.tensors = tensors;
    }
  }

  /** Has a tensor only by way of the record that has it. */
  public static final class Inner {
    private List<Outer> outer = List.of();

    public List<Outer> getOuter() {
      return outer;
    }

    public void setOuter(List<Outer> outer) {
      this.outer = outer;
    }
  }

  record Outer(Inner inner, Blob blob) {}

  record Wrapped(@JsonValue Map<String, Blob> blobs) {}

  private static ValueCodec of(TypeReference<?> type) {
    return ValueCodecs.of(type.getType());
  }

  private static void isRefused(Type type, String why) {
    assertThatThrownBy(() -> ValueCodecs.of(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void theContractOfReadyMadeModelsCanBeCalled() {
    ContractMethod infer =
        Objects.requireNonNull(Contract.of(InferenceModel.class).method("infer"));

    assertThat(infer.carries()).isTrue();
    assertThat(infer.cargoOfResult()).isNotNull();
  }

  @Test
  void theyMayStandInRecordsListsSetsAndMaps() {
    Set<ValueCodec> codecs =
        Set.of(
            ValueCodecs.of(Pair.class),
            ValueCodecs.of(Tree.class),
            of(new TypeReference<List<Set<Blob>>>() {}),
            of(new TypeReference<Map<String, List<Pair>>>() {}));

    assertThat(codecs).allSatisfy(codec -> assertThat(codec.carries(new HashSet<>())).isTrue());
  }

  @Test
  void beansWithThemAreRefusedWithAdvice() {
    isRefused(Bean.class, "property 'tensors' of class Bean: a Tensor or Blob cannot be in a bean");
    isRefused(Holder.class, "make the class a record");
    isRefused(Annotated.class, "property 'tensor' of class Annotated");
    isRefused(Outer.class, "property 'outer' of class Inner");
    isRefused(Wrapped.class, "the value of class Wrapped");
  }

  @Test
  void arraysAndKeysOfThemAreRefused() {
    isRefused(Tensor[].class, "the array Tensor[] is not supported: use List");
    isRefused(new TypeReference<Map<Tensor, String>>() {}.getType(), "keys of maps must be");
    isRefused(new TypeReference<Map<Blob, String>>() {}.getType(), "keys of maps must be");
  }
}
