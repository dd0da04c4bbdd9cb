package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.CallFailedException;
import dev.penstock.DataType;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code that closes nothing goes on in a store that holds few of its tensors at a time. */
class SmallStoreTest {
  private static final int ELEMENTS = 1 << 18;
  private static final int IN_STORE = 8;

  /** Looks at tensors, and keeps one view. */
  public interface Viewer {
    Future<Float> keep(Tensor tensor);

    Future<Float> look(Tensor tensor);

    Future<Float> kept();

    Future<Tensor> make();
  }

  /** As its contract says. */
  public static final class Viewing implements Viewer {
    private @Nullable FloatBuffer kept;

    @Override
    public Future<Float> keep(Tensor tensor) {
      kept = tensor.floats();
      return kept();
    }

    @Override
    public Future<Float> look(Tensor tensor) {
      return Future.succeededFuture(tensor.floats().get(ELEMENTS - 1));
    }

    @Override
    public Future<Float> kept() {
      FloatBuffer view = Objects.requireNonNull(kept);
      float first = view.get(0);
      for (int i = 1; i < view.capacity(); i++) {
        if (view.get(i) != first) {
          return Future.failedFuture("the view shows something else");
        }
      }
      return Future.succeededFuture(first);
    }

    @Override
    public Future<Tensor> make() {
      return Future.succeededFuture(tensor(1));
    }
  }

  @TempDir private Path folder;

  private RunningNode node() {
    return node("Viewer");
  }

  private RunningNode node(String deployment) {
    return RunningNode.with(
        new JsonObject()
            .put(
                "store",
                new JsonObject()
                    .put("directory", folder.resolve("store").toString())
                    .put("segment", "2MiB")
                    .put("capacity", IN_STORE + "MiB")
                    .put("initial", 0)
                    .put("poison", true)),
        Application.of("app", Deployment.of(deployment, Viewing.class).bind()));
  }

  private static Tensor tensor(float value) {
    return Tensor.overwrite(
        DataType.FP32,
        new long[] {ELEMENTS},
        bytes -> {
          FloatBuffer floats = bytes.asFloatBuffer();
          while (floats.hasRemaining()) {
            floats.put(value);
          }
        });
  }

  @Test
  void viewsThatNobodyClosesCostNoCallAndShowNothingElse() throws Exception {
    try (RunningNode node = node()) {
      Viewer viewer = node.handle("app", "Viewer", Viewer.class);
      try (Tensor first = tensor(7)) {
        assertThat(RunningNode.await(viewer.keep(first))).isEqualTo(7);
      }
      for (int i = 0; i < 10 * IN_STORE; i++) {
        try (Tensor each = tensor(i)) {
          assertThat(RunningNode.await(viewer.look(each))).isEqualTo(i);
        }
      }
      assertThat(RunningNode.await(viewer.kept())).isEqualTo(7);
    }
  }

  @Test
  void waitingForRoomOnAnEventLoopIsToldOnceForEachDeployment() {
    try (RunningNode.Log log = new RunningNode.Log();
        RunningNode node = node("Hasty")) {
      Viewer viewer = node.handle("app", "Hasty", Viewer.class);
      for (int i = 0; i < 5 * IN_STORE; i++) {
        assertThat(RunningNode.await(viewer.make()).byteLength()).isEqualTo(4 * ELEMENTS);
      }
      assertThat(log.with("app/Hasty held up its event loop for "))
          .singleElement()
          .satisfies(
              warning ->
                  assertThat(warning.getFormattedMessage())
                      .contains("1048576 bytes", "writeAsync(...)", "requestId="));
    }
  }

  @Test
  void fullStoreRefusesOneCallAndServesAgainOnceThereIsRoom() throws Exception {
    try (RunningNode node = node()) {
      Viewer viewer = node.handle("app", "Viewer", Viewer.class);
      List<Tensor> held = new ArrayList<>();
      for (int i = 0; i < IN_STORE; i++) {
        held.add(RunningNode.await(viewer.make()));
      }
      assertThatThrownBy(() -> viewer.make().await())
          .isInstanceOfSatisfying(
              CallFailedException.class,
              full -> assertThat(full.failure()).isEqualTo(Failure.STORE_FULL));
      held.remove(0).close();
      held.add(RunningNode.await(viewer.make()));
      assertThat(held).allMatch(tensor -> tensor.floats().get(0) == 1);
      held.forEach(Tensor::close);
    }
  }
}
