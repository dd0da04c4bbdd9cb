package dev.penstock.node;

import dev.penstock.Threading;
import dev.penstock.admin.ReplicaFacts;
import dev.penstock.admin.ReplicaState;
import dev.penstock.cluster.LocalDirectory;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Slots;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.handle.CallerThreads;
import dev.penstock.message.Call;
import dev.penstock.message.OwnReplica;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplicaProfile;
import dev.penstock.metrics.BatchOutcome;
import dev.penstock.metrics.ReplicaMeter;
import dev.penstock.replica.Admission;
import dev.penstock.replica.ReplicaVerticle;
import dev.penstock.router.Router;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of this node as the routers see it: its entry in the directory, and its slots.
 *
 * <p>The entry is made when the replica has started, before anybody can call it.
 */
final class RunningReplica implements Admission {
  private static final Logger LOG = LoggerFactory.getLogger(RunningReplica.class);

  /** Time to stop that a replica has when the time to close is over. */
  private static final long LEAST_STOP_MILLIS = 1_000;

  private final Vertx vertx;
  private final LocalDirectory directory;
  private final Router router;
  private final ReplicaId id;
  private final Slots slots;
  private final ReplicaProfile profile;
  private final Threading threading;
  private final ReplicaMeter meter;
  private volatile ReplicaState state = ReplicaState.STARTING;
  private volatile @Nullable ReplicaEntry entry;
  private volatile String deploymentId = "";
  private volatile @Nullable ReplicaVerticle verticle;

  RunningReplica(
      Vertx vertx,
      LocalDirectory directory,
      Router router,
      OwnReplica replica,
      DeploymentNode deployment,
      Duration abandonAfter,
      ReplicaMeter meter) {
    this.vertx = vertx;
    this.directory = directory;
    this.router = router;
    this.id = replica.id();
    this.slots = new Slots(deployment.maxOngoing());
    this.profile =
        new ReplicaProfile(
            replica,
            slots::ongoing,
            deployment.limitIsGiven() ? calls -> {} : slots::atLeast,
            slots::limit,
            abandonAfter,
            (items, waitedNanos, outcome) ->
                meter.batches().record(items, waitedNanos, BatchOutcome.valueOf(outcome.name())),
            new CountedModels(meter.models()));
    this.threading = deployment.threading();
    this.meter = meter;
  }

  /** The replica as operators see it. */
  ReplicaFacts facts() {
    ReplicaVerticle started = verticle;
    return new ReplicaFacts(
        id.index(),
        state,
        Threads.of(id, threading, started == null ? null : started.loop()),
        slots.ongoing(),
        slots.limit(),
        profile.models().ids(),
        meter);
  }

  /** The replica as its own code knows it. */
  ReplicaProfile profile() {
    return profile;
  }

  /** Which replica. */
  ReplicaId id() {
    return id;
  }

  /** The verticle has started. */
  void deployed(String id, ReplicaVerticle started) {
    deploymentId = id;
    verticle = started;
  }

  /** Calls may come. */
  void serve(@Nullable EventLoop loop) {
    ReplicaEntry serving = new ReplicaEntry(profile, slots, loop, LocalDelivery.to(vertx, id));
    entry = serving;
    directory.serve(serving);
    state = ReplicaState.SERVING;
  }

  /**
   * It failed its probes, or its threads hang: no more calls are sent here, and those that have not
   * begun run elsewhere.
   */
  void condemn(CallerThreads callers) {
    state = ReplicaState.UNHEALTHY;
    withdraw();
    giveBack();
    callers.onReplicaFailed(id);
  }

  /** No more calls are sent here, not even those that wait for a slot to be freed. */
  void withdraw() {
    slots.close();
    ReplicaEntry serving = entry;
    if (serving != null) {
      directory.withdraw(serving);
    }
  }

  /**
   * Lets ongoing calls end, fails those that take longer than {@code allowed} has left, and stops.
   * Whatever the user's code does, the future ends.
   */
  Future<Void> stop(Supplier<Duration> allowed, CallerThreads callers) {
    state = ReplicaState.DRAINING;
    withdraw();
    Promise<Void> idle = Promise.promise();
    slots.close(idle::tryComplete);
    return idle.future()
        .timeout(Math.max(1, allowed.get().toMillis()), TimeUnit.MILLISECONDS)
        .recover(
            late -> {
              if (late instanceof TimeoutException) {
                LOG.warn(
                    "replica {}: the time for its calls to end is over; given up: {}",
                    id,
                    slots.ongoing());
                giveBack();
                callers.onReplicaLost(id);
              }
              return Future.succeededFuture();
            })
        .compose(drained -> undeploy(Math.max(LEAST_STOP_MILLIS, allowed.get().toMillis())));
  }

  /** Calls that have not begun may run elsewhere. */
  private void giveBack() {
    ReplicaVerticle started = verticle;
    if (started != null) {
      started.giveBack();
    }
  }

  private Future<Void> undeploy(long limitMillis) {
    // The promise has no context, for the one of the replica's own thread may be what hangs. Vert.x
    // tells the end on the context of the caller: not on that of a thread that ends with the
    // replica.
    Promise<Void> undeployed = Promise.promise();
    ReplicaVerticle started = Objects.requireNonNull(verticle, "not deployed");
    started.ownLoop().execute(() -> vertx.undeploy(deploymentId).onComplete(undeployed));
    return undeployed
        .future()
        .timeout(limitMillis, TimeUnit.MILLISECONDS)
        .recover(
            failure -> {
              if (!(failure instanceof TimeoutException)) {
                return Future.failedFuture(failure);
              }
              LOG.warn(
                  "replica {} did not stop within {} ms and is left behind: its stop, or a method"
                      + " on its thread, does not end",
                  id,
                  limitMillis);
              return Future.succeededFuture();
            });
  }

  @Override
  public void freed() {
    router.onFreed(serving());
  }

  @Override
  public void refused(Call call) {
    router.onRefused(call, serving());
  }

  private ReplicaEntry serving() {
    ReplicaEntry serving = entry;
    if (serving == null) {
      throw new IllegalStateException("replica " + id + " was called before it served");
    }
    return serving;
  }
}
