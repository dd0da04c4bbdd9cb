package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.DataType;
import dev.penstock.Deployment;
import dev.penstock.HttpIngress;
import dev.penstock.Tensor;
import dev.penstock.Threading;
import dev.penstock.message.Payload;
import dev.penstock.message.PayloadMemory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One request, or one call, makes 10,000 hops with a new tensor each, looks at it and drops it, in
 * a store that holds 512 of them.
 */
class DroppedTensorsTest {
  private static final int HOPS = 10_000;
  private static final int ELEMENTS = 16 << 10;
  private static final int SEGMENT = 2 << 20;
  private static final int CAPACITY = 512 * ELEMENTS * Float.BYTES;

  /** One hop. */
  public interface Adder {
    Future<Tensor> plusOne(Tensor given);
  }

  /** As its contract says. */
  public static final class Adding implements Adder {
    @Override
    public Future<Tensor> plusOne(Tensor given) {
      return Future.succeededFuture(tensor(given.floats().get(ELEMENTS - 1) + 1));
    }
  }

  /** All hops in one call. */
  public interface Looper {
    Future<String> loop();
  }

  /** As its contract says. */
  public static final class Looping implements Looper {
    private final Adder adder;

    public Looping(Adder adder) {
      this.adder = adder;
    }

    @Override
    public Future<String> loop() {
      return hops(adder);
    }
  }

  /** All hops in one request. */
  public static final class Ingress implements HttpIngress {
    private final Adder adder;
    private final Looper looper;

    public Ingress(Adder adder, Looper looper) {
      this.adder = adder;
      this.looper = looper;
    }

    @Override
    public void routes(Router router) {
      router.get("/request").respond(ctx -> hops(adder));
      router.get("/call").respond(ctx -> looper.loop());
    }
  }

  @TempDir private Path folder;

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

  private static Future<String> hops(Adder adder) {
    Promise<String> last = Promise.promise();
    hop(adder, tensor(0), HOPS, last);
    return last.future();
  }

  private static void hop(Adder adder, Tensor tensor, int left, Promise<String> last) {
    if (left == 0) {
      last.complete(String.valueOf(tensor.floats().get(0)));
      return;
    }
    adder.plusOne(tensor).onFailure(last::fail).onSuccess(next -> hop(adder, next, left - 1, last));
  }

  private RunningNode node(Threading threading) {
    var adder = Deployment.of("Adder", Adding.class).threading(threading).bind();
    var looper = Deployment.of("Looper", Looping.class).threading(threading).bind(adder);
    return RunningNode.with(
        new JsonObject()
            .put(
                "store",
                new JsonObject()
                    .put("directory", folder.resolve("store").toString())
                    .put("segment", SEGMENT)
                    .put("capacity", CAPACITY)
                    .put("initial", 1)
                    .put("poison", true)),
        Application.of("app", Deployment.of("Ingress", Ingress.class).bind(adder, looper))
            .route("/"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Threading.class,
      names = {"EVENT_LOOP", "WORKER"})
  void neitherLeakNorFillTheStore(Threading threading) {
    try (RunningNode node = node(threading)) {
      for (String path : new String[] {"/request", "/call"}) {
        var answer = node.get(path);

        assertThat(answer.body()).isEqualTo(HOPS + ".0");
        assertThat(answer.statusCode()).isEqualTo(200);
        Payload.awaitAllCollected();
      }
      assertThat(PayloadMemory.status().orElseThrow().puts()).isEqualTo(2L * (HOPS + 1));
      assertThat(PayloadMemory.status().orElseThrow().segmentBytes()).isLessThanOrEqualTo(CAPACITY);
    }
  }
}
