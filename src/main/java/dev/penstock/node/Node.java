package dev.penstock.node;

import dev.penstock.Penstock;
import dev.penstock.StartFailedException;
import dev.penstock.UserFailure;
import dev.penstock.admin.AdminListener;
import dev.penstock.admin.Overview;
import dev.penstock.cluster.LocalDirectory;
import dev.penstock.cluster.Peers;
import dev.penstock.config.PenstockConfig;
import dev.penstock.controller.Controller;
import dev.penstock.controller.Planner;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.handle.CallerThreads;
import dev.penstock.handle.Handles;
import dev.penstock.http.HttpListener;
import dev.penstock.message.CancelSignal;
import dev.penstock.metrics.FailureLog;
import dev.penstock.metrics.NodeMeters;
import dev.penstock.replica.Surroundings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node.
 *
 * <p>Starts listener and object store, admin listener, replicas, routes, in this order, and stops
 * them after the requests in flight have ended, the admin listener and the object store last. If a
 * part cannot start, those before it are stopped again. Thread-safe.
 */
public final class Node implements Penstock {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /**
   * How much longer than the shutdown timeout its parts may take to close: users' code may hang.
   */
  private static final Duration PARTS_GRACE = Duration.ofSeconds(3);

  private final PenstockConfig config;
  private final NodeSeat seat;
  private final NodeCluster cluster;
  private final VertxInternal vertx;
  private final NodeStore store;
  private final HttpListener listener;
  private final NodeDurable durable;
  private final Readiness readiness;
  private final NodeReplicas replicas;
  private final CallerThreads callers;
  private final OutsideHandles outside;
  private final Controller controller;
  private final NodeOverview overview;
  private final NodeMeters meters;
  private final @Nullable AdminListener admin;
  private final StopBudget budget = new StopBudget(System::nanoTime);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private Node(
      PenstockConfig config,
      NodeSeat seat,
      NodeStore store,
      LocalDirectory directory,
      HttpListener listener,
      NodeDurable durable,
      Readiness readiness,
      NodeMeters meters,
      CancelSignal cancels,
      @Nullable AdminListener admin) {
    this.config = config;
    this.admin = admin;
    this.seat = seat;
    this.vertx = seat.vertx();
    this.store = store;
    this.listener = listener;
    this.durable = durable;
    this.readiness = readiness;
    LocalDelivery.register(vertx.eventBus());
    Peers peers = seat.peers();
    Routers routers = new Routers(directory, (node, entry) -> cluster().grant(node, entry));
    IngressRoutes routes = new IngressRoutes(vertx, listener, durable::accepting);
    cluster =
        new NodeCluster(
            seat,
            config,
            directory,
            routers::find,
            cancels,
            routers::onMinority,
            reason -> {
              readiness.onRefusing(reason);
              routes.refuse(reason);
            });
    durable.onLogs(cluster::onLogs);
    callers = new CallerThreads(vertx, cancels, config.http().streamIdleTimeout());
    BlockedLoops blocked = new BlockedLoops();
    blocked.watch(vertx);
    Handles handles =
        new Handles(
            callers,
            routers::of,
            meters.calls(),
            bound -> ThreadLocalRandom.current().nextLong(bound),
            durable.calls());
    Context control = vertx.createEventLoopContext();
    replicas =
        new NodeReplicas(
            vertx,
            directory,
            routers,
            handles,
            callers,
            blocked,
            routes,
            budget,
            new Surroundings(
                cancels,
                config.abandonAfter(),
                config.http().streamIdleTimeout(),
                meters.failures()),
            meters);
    controller =
        new Controller(
            task -> control.runOnContext(go -> task.run()),
            (delay, task) -> vertx.setTimer(delay.toMillis(), fired -> task.run()),
            new Planner(peers.self(), config.http().enabled()),
            replicas);
    replicas.onUnhealthy(controller::onUnhealthy);
    outside = new OutsideHandles(handles, replicas.applications());
    overview = new NodeOverview(listener, readiness, replicas, routers, cluster, durable);
    meters.loops(new LoopDelays(System::nanoTime).measure(listener.eventLoops()));
    this.meters = meters;
  }

  /**
   * Starts a node and its applications, whose class loaders it owns from now on.
   *
   * @param onUserFailure hears of each failure of user code, on any thread
   * @return the node once everything serves, or a {@link StartFailedException} after which nothing
   *     runs any more
   */
  public static Future<Node> start(
      PenstockConfig config,
      List<ApplicationGraph> applications,
      Consumer<UserFailure> onUserFailure) {
    // First of all: its first segments are made while everything else starts.
    NodeStore store = NodeStore.open(config.store());
    // No future of a Vert.x may end this one: closing Vert.x ends the threads they end on.
    Promise<Node> started = Promise.promise();
    NodeSeat.take(config)
        .onSuccess(seat -> start(config, applications, onUserFailure, store, seat, started))
        .onFailure(
            failure -> {
              applications.forEach(ApplicationGraph::closeLoader);
              store.close().whenComplete((left, late) -> started.fail(startFailure(failure)));
            });
    return started.future();
  }

  private static void start(
      PenstockConfig config,
      List<ApplicationGraph> applications,
      Consumer<UserFailure> onUserFailure,
      NodeStore store,
      NodeSeat seat,
      Promise<Node> started) {
    VertxInternal vertx = seat.vertx();
    LocalDirectory directory = new LocalDirectory();
    Readiness readiness = new Readiness(directory, applications, config.http().enabled());
    CancelSignal cancels = new CancelSignal();
    NodeMeters meters = new NodeMeters(config.http().eventLoops(), new FailureLog(onUserFailure));
    AdminListener admin = config.admin().enabled() ? new AdminListener(config.admin()) : null;
    Future<Void> storeOpened =
        Future.fromCompletionStage(store.opened(), vertx.createEventLoopContext());
    HttpListener.open(vertx, config.http(), readiness::reasons, cancels, meters)
        .compose(listener -> storeOpened.map(listener))
        .compose(
            listener ->
                NodeDurable.open(seat, config, listener, applications, cancels, meters.durable())
                    .map(
                        durable ->
                            new Node(
                                config, seat, store, directory, listener, durable, readiness,
                                meters, cancels, admin)))
        .compose(node -> node.run(applications))
        .onSuccess(
            node -> {
              readiness.onStarted();
              node.overview.onReady(Instant.now());
              started.complete(node);
            })
        .onFailure(
            failure -> {
              applications.forEach(ApplicationGraph::closeLoader);
              seat.close()
                  .thenCompose(
                      left ->
                          admin == null
                              ? CompletableFuture.completedFuture(null)
                              : StopBudget.bounded(admin.close(), NodeSeat.VERTX_GRACE))
                  .handle((left, late) -> store.close())
                  .thenCompose(closing -> closing)
                  .whenComplete((left, late) -> started.fail(startFailure(failure)));
            });
  }

  private static StartFailedException startFailure(Throwable failure) {
    return failure instanceof StartFailedException told
        ? told
        : new StartFailedException(String.valueOf(failure.getMessage()), failure);
  }

  private Future<Node> run(List<ApplicationGraph> applications) {
    LOG.info(
        "starting {} on {}",
        applications.stream().map(ApplicationGraph::name).collect(Collectors.joining(", ")),
        config.http().enabled() ? listener.url() : "a node without HTTP");
    Future<Node> started =
        openAdmin()
            .compose(opened -> cluster.start(controller, applications, listener.url()))
            .compose(serving -> durable.start(outside.handles()))
            .recover(failure -> durable.closeAfter(listener.close(), failure))
            .map(this);
    return seat.desired().isEmpty() ? started : ShutdownHook.closes(this, started);
  }

  private Future<Void> openAdmin() {
    return admin == null ? Future.succeededFuture() : admin.open(overview, durable, meters);
  }

  /** What it tells its operators. */
  public Overview overview() {
    return overview;
  }

  private NodeCluster cluster() {
    return cluster;
  }

  private Future<Void> closeAdmin() {
    return admin == null ? Future.succeededFuture() : admin.close();
  }

  @Override
  public String url() {
    if (!config.http().enabled()) {
      throw new IllegalStateException(
          "this node does not listen for HTTP, as http.enabled is false: call its deployments with"
              + " Penstock.handle(...), or set http.enabled to true");
    }
    return listener.url();
  }

  @Override
  public Optional<String> adminUrl() {
    return Optional.ofNullable(admin).map(AdminListener::url);
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public <T> T handle(String application, String deployment, Class<T> contract) {
    return outside.handle(application, deployment, contract);
  }

  @Override
  public <T> T handle(String deployment, Class<T> contract) {
    return outside.handle(deployment, contract);
  }

  @Override
  public void awaitShutdown() {
    refuseOnOwnThread("awaitShutdown");
    closed.join();
  }

  @Override
  public void close() {
    refuseOnOwnThread("close");
    if (closing.compareAndSet(false, true)) {
      stop();
    }
    closed.join();
  }

  /** Runs something once, when the node was closed. */
  void whenClosed(Runnable task) {
    closed.whenComplete((done, failure) -> task.run());
  }

  private void stop() {
    LOG.info("stopping; requests in flight may finish: {}", listener.inFlight());
    overview.onDraining();
    readiness.onLeaving();
    durable.stopRunning();
    Duration limit =
        config.shutdownTimeout().plus(config.cluster().leaveNotice()).plus(PARTS_GRACE);
    StopBudget.bounded(
            cluster
                .drain()
                .eventually(this::drainListener)
                .eventually(durable::close)
                .eventually(this::empty)
                .eventually(this::stopReplicas),
            limit)
        .whenComplete(
            (stopped, failure) -> {
              callers.close();
              seat.close()
                  .thenCompose(left -> StopBudget.bounded(closeAdmin(), NodeSeat.VERTX_GRACE))
                  .handle((left, late) -> closeStore())
                  .thenCompose(closing -> closing)
                  .whenComplete((left, late) -> end(failure));
            });
  }

  private Future<Void> drainListener() {
    callers.startClosing();
    budget.start(config.shutdownTimeout());
    Duration longest = config.shutdownTimeout();
    return Future.join(listener.drain(longest), durable.drain(longest)).mapEmpty();
  }

  /** Waits until others serve what runs here, if there are others. */
  private Future<Void> empty() {
    long left = Math.max(1, budget.atMost(config.shutdownTimeout()).toMillis());
    return cluster
        .emptied()
        .timeout(left, TimeUnit.MILLISECONDS)
        .onFailure(late -> LOG.warn("not everything that serves here could be placed elsewhere"));
  }

  private Future<Void> stopReplicas() {
    return controller
        .stop()
        .eventually(cluster::close)
        .onFailure(failure -> LOG.warn("not everything could be stopped", failure));
  }

  private CompletableFuture<Void> closeStore() {
    NodeStore.logLeft();
    return store
        .close()
        .exceptionally(
            failure -> {
              LOG.warn("the object store could not be closed", failure);
              return null;
            });
  }

  private void end(@Nullable Throwable failure) {
    if (failure == null) {
      LOG.info("stopped");
      closed.complete(null);
    } else if (failure instanceof TimeoutException) {
      LOG.warn(
          "stopped after shutdownTimeout={} ms was over: replicas that do not end are left behind",
          config.shutdownTimeout().toMillis());
      closed.complete(null);
    } else {
      closed.completeExceptionally(failure);
    }
  }

  /** Closing waits for the threads of replicas, so none of them may wait for it. */
  private void refuseOnOwnThread(String method) {
    Context current = Vertx.currentContext();
    if (Context.isOnEventLoopThread() || (current != null && current.owner() == vertx)) {
      throw new IllegalStateException(
          "Penstock."
              + method
              + "() waits and must not be called on an event loop or a replica's own thread");
    }
  }
}
