package dev.penstock.remote;

import com.hazelcast.core.Hazelcast;
import dev.penstock.Application;
import dev.penstock.Penstock;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Nodes of one cluster in one JVM: two, and more when asked. */
final class TwoNodes implements AutoCloseable {
  private final String name = "test-" + UUID.randomUUID();
  private final List<Penstock> nodes = new ArrayList<>();
  private final List<String> members = new ArrayList<>();
  private final Supplier<Application> application;

  /** Starts two nodes that both run the application. */
  TwoNodes(Supplier<Application> application) {
    this.application = application;
    try {
      start();
      start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts one more. */
  void start() {
    JsonObject settings =
        new JsonObject()
            .put("http", new JsonObject().put("port", 0))
            .put("admin", new JsonObject().put("enabled", false))
            .put(
                "cluster",
                new JsonObject()
                    .put("enabled", true)
                    .put("name", name)
                    .put("port", 0)
                    .put("leaveNotice", "1ms")
                    .put("members", new JsonArray(members)));
    nodes.add(Penstock.settings(settings).run(application.get()));
    Hazelcast.getAllHazelcastInstances().stream()
        .filter(each -> each.getConfig().getClusterName().startsWith(name))
        .map(each -> each.getCluster().getLocalMember().getAddress())
        .map(address -> address.getHost() + ":" + address.getPort())
        .filter(address -> !members.contains(address))
        .forEach(members::add);
  }

  /** The node that was started first, or second. */
  Penstock node(int number) {
    return nodes.get(number);
  }

  static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
        .join();
  }

  @Override
  public void close() {
    nodes.forEach(Penstock::close);
  }
}
