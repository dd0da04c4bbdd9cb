package dev.penstock.remote;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.DataType;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import dev.penstock.RoutingPolicy;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An application whose calls go to the other node wherever there is one. */
final class FarModels {
  /** Where the policy does not want calls to run. */
  static volatile String near = "";

  private FarModels() {}

  public interface Model {
    /** A tensor of the same shape with every bit turned. */
    Future<Tensor> invert(Tensor tensor);

    Future<Map<String, Integer>> lengths(List<byte[]> parts, String text);

    /** Answers no earlier than nobody waits for it. */
    Future<Tensor> hold(Tensor tensor);

    Future<String> node();
  }

  public static final class Inverter implements Model {
    @Override
    public Future<Tensor> invert(Tensor tensor) {
      ByteBuffer in = tensor.bytes();
      return Future.succeededFuture(
          Tensor.overwrite(
              DataType.UINT8,
              tensor.shape(),
              out -> {
                while (in.hasRemaining()) {
                  out.put((byte) ~in.get());
                }
              }));
    }

    @Override
    public Future<Map<String, Integer>> lengths(List<byte[]> parts, String text) {
      int sum = parts.stream().mapToInt(part -> part.length).sum();
      return Future.succeededFuture(Map.of("bytes", sum, "text", text.length()));
    }

    @Override
    public Future<Tensor> hold(Tensor tensor) {
      Promise<Tensor> end = Promise.promise();
      CallContext.current().onCancel(() -> end.tryFail("nobody waits"));
      return end.future();
    }

    @Override
    public Future<String> node() {
      return Future.succeededFuture(CallContext.current().replica().orElseThrow().nodeId());
    }
  }

  /** Prefers a replica of another node. */
  public static final class Far implements RoutingPolicy {
    @Override
    public Candidate choose(RoutedCall call, List<? extends Candidate> candidates) {
      for (Candidate each : candidates) {
        if (!each.replica().nodeId().equals(near)) {
          return each;
        }
      }
      return candidates.get(0);
    }
  }

  static Application application() {
    return Application.of("far")
        .with(
            Deployment.of("Model", Inverter.class)
                .replicas(2)
                .router(Far.class)
                .maxOngoing(4)
                .bind());
  }

  /** Starts a node with a store of its own. */
  static Penstock start(Path store, String cluster, int port, List<String> members) {
    return Penstock.settings(
            new JsonObject()
                .put("http", new JsonObject().put("port", 0))
                .put("admin", new JsonObject().put("enabled", false))
                .put(
                    "store",
                    new JsonObject()
                        .put("directory", store.toString())
                        .put("capacity", "256MiB")
                        .put("initial", 0))
                .put(
                    "cluster",
                    new JsonObject()
                        .put("enabled", true)
                        .put("name", cluster)
                        .put("port", port)
                        .put("secret", "a secret of the test")
                        .put("members", new JsonArray(members))))
        .run(application());
  }

  static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
