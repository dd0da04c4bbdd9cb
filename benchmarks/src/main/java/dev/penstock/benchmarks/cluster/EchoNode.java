package dev.penstock.benchmarks.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The other process: a node, and what it is compared with. */
public final class EchoNode {
  /** How many callees a node has: one on each of its event loops. */
  static final int CALLEES = 2;

  static final String CALLER = "caller";
  static final String CALLEE = "callee";

  private EchoNode() {}

  /** Runs until its input ends. Argument: name of the cluster. */
  public static void main(String[] args) throws Exception {
    Future<Penstock> starting =
        Penstock.settings(settings(args[0], CALLEE, List.of())).start(application());
    System.out.println("joins " + membership());
    try (Penstock penstock = starting.toCompletionStage().toCompletableFuture().join()) {
      Vertx vertx = penstock.vertx();
      System.out.println("serves " + listen(vertx));
      while (System.in.read() >= 0) {
        // The other process holds it open.
      }
    }
  }

  /** Known long before everything serves, which takes the other node. */
  private static String membership() {
    Set<HazelcastInstance> members = Hazelcast.getAllHazelcastInstances();
    while (members.isEmpty()) {
      LockSupport.parkNanos(10_000_000);
      members = Hazelcast.getAllHazelcastInstances();
    }
    Address address = members.iterator().next().getCluster().getLocalMember().getAddress();
    return address.getHost() + ":" + address.getPort();
  }

  private static int listen(Vertx vertx) {
    return vertx
        .createHttpServer()
        .requestHandler(
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          float sum = request.path().equals("/raw") ? raw(body) : json(body);
                          request.response().end(String.valueOf(sum));
                        }))
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
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

  /** Of a node that is alone. */
  static JsonObject alone() {
    return new JsonObject()
        .put("http", new JsonObject().put("port", 0).put("eventLoops", CALLEES))
        .put("admin", new JsonObject().put("enabled", false));
  }

  static JsonObject settings(String name, String node, List<String> members) {
    return alone()
        .put(
            "cluster",
            new JsonObject()
                .put("enabled", true)
                .put("name", name)
                .put("node", node)
                .put("quorum", 2)
                .put("port", 0)
                .put("members", new JsonArray(members)));
  }

  /** Where the consumer next to a callee listens. */
  static String address(int callee) {
    return "benchmark/echo/" + callee;
  }

  /** The callees of the other node come first, then those next to the caller. */
  static Application application() {
    List<BoundDeployment<?>> callees = new ArrayList<>();
    for (int i = 0; i < 2 * CALLEES; i++) {
      callees.add(callee(i).onNodes(i < CALLEES ? CALLEE : CALLER).bind(address(i)));
    }
    return Application.of("benchmark")
        .with(Deployment.of("Drive", Driving.class).onNodes(CALLER).bind(callees));
  }

  /** Where no other node is. */
  static Application aloneApplication() {
    List<BoundDeployment<?>> callees = new ArrayList<>();
    for (int i = 0; i < CALLEES; i++) {
      callees.add(callee(i).bind("alone/" + i));
    }
    return Application.of("alone").with(Deployment.of("Drive", Driving.class).bind(callees));
  }

  private static Deployment<Echoing> callee(int number) {
    return Deployment.of("Echo" + number, Echoing.class);
  }
}
