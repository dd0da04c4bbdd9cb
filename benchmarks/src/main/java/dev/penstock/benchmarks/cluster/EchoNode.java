package dev.penstock.benchmarks.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.Hazelcast;
import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** The other process: a node, and what it is compared with. */
public final class EchoNode {
  static final String ADDRESS = "benchmark/echo";

  private EchoNode() {}

  /** Runs until its input ends. Argument: name of the cluster. */
  public static void main(String[] args) throws Exception {
    try (Penstock penstock =
        Penstock.settings(settings(args[0], List.of())).run(application(1000, 0))) {
      Vertx vertx = penstock.vertx();
      vertx.eventBus().<String>consumer(ADDRESS, message -> message.reply(message.body()));
      int port =
          vertx
              .createHttpServer()
              .requestHandler(
                  request ->
                      request
                          .body()
                          .onSuccess(
                              body ->
                                  request
                                      .response()
                                      .end(
                                          String.valueOf(
                                              request.path().equals("/raw")
                                                  ? raw(body)
                                                  : json(body)))))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .actualPort();
      Address address =
          Hazelcast.getAllHazelcastInstances()
              .iterator()
              .next()
              .getCluster()
              .getLocalMember()
              .getAddress();
      System.out.println("serves " + address.getHost() + ":" + address.getPort() + " " + port);
      while (System.in.read() >= 0) {
        // The other process holds it open.
      }
    }
  }

  private static float raw(Buffer body) {
    FloatBuffer floats = ByteBuffer.wrap(body.getBytes()).asFloatBuffer();
    return floats.get(0) + floats.get(floats.limit() - 1);
  }

  private static float json(Buffer body) {
    JsonArray floats = body.toJsonArray();
    float[] numbers = new float[floats.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = floats.getFloat(i);
    }
    return numbers[0] + numbers[numbers.length - 1];
  }

  static JsonObject settings(String name, List<String> members) {
    return new JsonObject()
        .put("http", new JsonObject().put("port", 0).put("eventLoops", 2))
        .put("admin", new JsonObject().put("enabled", false))
        .put(
            "cluster",
            new JsonObject()
                .put("enabled", true)
                .put("name", name)
                .put("port", 0)
                .put("members", new JsonArray(members)));
  }

  static Application application(int maxOngoing, int port) {
    var echo = Deployment.of("Echo", Echoing.class).maxOngoing(maxOngoing).bind();
    return Application.of("benchmark", Deployment.of("Drive", Driving.class).bind(echo, port));
  }
}
