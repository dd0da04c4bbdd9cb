package dev.penstock.examples.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Blob;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stages by themselves: tensors need no node, and lambdas stand in for handles. */
class StagesTest {
  private static float[] values(Tensor tensor) {
    float[] values = new float[tensor.floats().capacity()];
    tensor.floats().get(values);
    return values;
  }

  @Test
  void tintsEachPlane() {
    Tint tint = new Tint(List.of(1f, 0.5f, 0f));

    try (Tensor tinted = tint.apply(Tensor.of(new float[] {2, 4, 2, 4, 2, 4}, 3, 1, 2)).result()) {
      assertThat(tinted.shape()).containsExactly(3, 1, 2);
      assertThat(values(tinted)).containsExactly(2, 4, 1, 2, 0, 0);
    }
  }

  @Test
  void findsEdgesOnly() {
    float[] upright = {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1};

    try (Tensor edges = new EdgeFinder().apply(Tensor.of(upright, 1, 3, 4)).result()) {
      assertThat(values(edges)).containsExactly(0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4, 0);
    }
  }

  @Test
  void closesWhatEachStageHasMadeOnceTheNextHasSeenIt() {
    Tensor decoded = Tensor.of(new float[3], 3, 1, 1);
    Tensor changed = Tensor.of(new float[] {1, 1, 1}, 3, 1, 1);
    TensorIngress ingress =
        new TensorIngress(
            file -> Future.succeededFuture(decoded),
            List.of(picture -> Future.succeededFuture(changed)),
            picture ->
                Future.succeededFuture(Blob.of(new byte[] {(byte) picture.floats().get(0)})));

    try (Blob answer = ingress.process(Blob.of(new byte[0])).result()) {
      assertThat(answer.bytes().get(0)).isEqualTo((byte) 1);
    }
    assertThatThrownBy(decoded::floats).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(changed::floats).isInstanceOf(IllegalStateException.class);
  }
}
