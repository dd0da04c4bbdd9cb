package dev.penstock.node;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import dev.penstock.StartFailedException;
import dev.penstock.cluster.ClusterException;
import dev.penstock.cluster.ClusterMembers;
import dev.penstock.cluster.DesiredStates;
import dev.penstock.cluster.HazelcastDesired;
import dev.penstock.cluster.HazelcastSettings;
import dev.penstock.cluster.Peers;
import dev.penstock.cluster.RememberedDesired;
import dev.penstock.config.ClusterConfig;
import dev.penstock.config.PenstockConfig;
import dev.penstock.message.RequestIds;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Vert.x and its place among others: alone, or as a member of a cluster.
 *
 * @param busLoop where the bus reads what other nodes send; any loop if the node is alone
 * @param peers the other nodes
 * @param name of this node; empty if it is alone
 * @param desired where the cluster keeps what is to run; empty if the node is alone
 * @param leave stops looking at them; before Vert.x is closed, which leaves the cluster
 */
record NodeSeat(
    VertxInternal vertx,
    ContextInternal busLoop,
    Peers peers,
    String name,
    Optional<DesiredStates> desired,
    Runnable leave) {
  private static final Logger LOG = LoggerFactory.getLogger(NodeSeat.class);

  /** How long Vert.x may take to close: it waits for the code of users. */
  static final Duration VERTX_GRACE = Duration.ofSeconds(2);

  /** What the cluster keeps on this node is handed over before it leaves. */
  private static final Duration CLUSTER_GRACE = Duration.ofSeconds(8);

  /** Between two looks at the cluster where nothing was heard. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Takes a seat, which may take seconds in a cluster. */
  static Future<NodeSeat> take(PenstockConfig config) {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(config.http().eventLoops());
    if (!config.cluster().enabled()) {
      VertxInternal vertx = (VertxInternal) Vertx.vertx(options);
      return Future.succeededFuture(
          new NodeSeat(
              vertx,
              vertx.createEventLoopContext(),
              Peers.alone(RequestIds.next()),
              "",
              Optional.empty(),
              () -> {}));
    }
    try {
      return join(config.cluster(), options);
    } catch (ClusterException e) {
      return Future.failedFuture(new StartFailedException(String.valueOf(e.getMessage()), e));
    }
  }

  private static Future<NodeSeat> join(ClusterConfig cluster, VertxOptions options) {
    Config settings = HazelcastSettings.of(cluster);
    BusLoop manager = new BusLoop(settings);
    options.getEventBusOptions().setHost(cluster.host());
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "penstock-cluster");
              thread.setDaemon(true);
              return thread;
            });
    // Not a future of that Vert.x: closing it ends the threads they end on.
    Promise<NodeSeat> taken = Promise.promise();
    Vertx.builder()
        .with(options)
        .withClusterManager(manager)
        .buildClustered()
        .onSuccess(
            vertx ->
                executor.execute(
                    () -> {
                      try {
                        taken.complete(seated(cluster, (VertxInternal) vertx, manager, executor));
                      } catch (RuntimeException e) {
                        vertx.close().onComplete(closed -> taken.fail(notJoined(cluster, e)));
                      }
                    }))
        .onFailure(
            failure -> {
              executor.shutdown();
              taken.fail(notJoined(cluster, failure));
            });
    return taken.future();
  }

  private static NodeSeat seated(
      ClusterConfig cluster,
      VertxInternal vertx,
      BusLoop manager,
      ScheduledExecutorService executor) {
    vertx.exceptionHandler(new UncaughtErrors());
    HazelcastInstance hazelcast = manager.getHazelcastInstance();
    ClusterMembers members = new ClusterMembers(hazelcast, executor, LOOK);
    RememberedDesired desired =
        new RememberedDesired(new HazelcastDesired(hazelcast), System::nanoTime);
    desired.listen(members::lookSoon);
    members.watch(desired::onView); // Before anybody who reads it.
    Address address = hazelcast.getCluster().getLocalMember().getAddress();
    String name = cluster.node().orElse(address.getHost() + ":" + address.getPort());
    EventLoop loop = manager.loop();
    ContextInternal bus =
        loop == null
            ? vertx.createEventLoopContext()
            : vertx.contextBuilder().withEventLoop(loop).build();
    return new NodeSeat(vertx, bus, members, name, Optional.of(desired), members::close);
  }

  /** Closes Vert.x, or leaves it to close when the code of users lets it. Never fails. */
  CompletableFuture<Void> close() {
    leave.run();
    return StopBudget.bounded(vertx.close(), desired.isPresent() ? CLUSTER_GRACE : VERTX_GRACE)
        .exceptionally(
            failure -> {
              LOG.warn("threads of Vert.x are left behind: closing it failed or hangs", failure);
              return null;
            });
  }

  private static StartFailedException notJoined(ClusterConfig cluster, Throwable failure) {
    return new StartFailedException(
        "the node cannot take its place in cluster \""
            + cluster.name()
            + "\" at "
            + cluster.host()
            + ":"
            + cluster.port()
            + ": "
            + firstSentence(failure)
            + "; cluster.host must be an address of this machine, and cluster.port free",
        failure);
  }

  /** Hazelcast goes on with settings of its own, which nobody here has made. */
  private static String firstSentence(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.lines().findFirst().orElse(message).replaceFirst("\\.\\s*$", "");
  }
}
