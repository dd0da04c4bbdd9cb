package dev.penstock.node;

import dev.penstock.StartFailedException;
import dev.penstock.admin.AdoptionRefusedException;
import dev.penstock.admin.DurableFacts;
import dev.penstock.admin.LogAdoption;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.Peers;
import dev.penstock.config.AsyncConfig;
import dev.penstock.config.Durability;
import dev.penstock.config.PenstockConfig;
import dev.penstock.durable.DurablePolicy;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.LogUnusableException;
import dev.penstock.durable.Logs;
import dev.penstock.durable.RequestCounts;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.handle.Handles;
import dev.penstock.handle.LaterCalls;
import dev.penstock.http.HttpListener;
import dev.penstock.http.LoopbackAttempts;
import dev.penstock.http.RequestRoutes;
import dev.penstock.http.RespondAsync;
import dev.penstock.message.CancelSignal;
import dev.penstock.metrics.DurableMeters;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's durable requests: its log, who accepts them, who runs them, and who tells of them. Of a
 * node whose applications take none, nothing is opened.
 */
final class NodeDurable implements LogAdoption {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDurable.class);
  private static final Pattern ALL_ADDRESSES =
      Pattern.compile("^(https?://)(0\\.0\\.0\\.0|\\[(::|0:0:0:0:0:0:0:0)\\]):");
  private static final Duration FORGETS_EVERY = Duration.ofSeconds(10);

  private final VertxInternal vertx;
  private final HttpListener listener;
  private final boolean listens;
  private final CancelSignal cancels;
  private final DurableMeters meters;
  private final @Nullable Logs logs;
  private final Map<String, DurablePolicy> policies;
  private final DurableMethods methods;
  private final DurableCalls calls;

  /** Hears of the ids of the logs that are open. */
  private Consumer<List<Integer>> onLogs = ids -> {};

  /** Null before it runs anything. */
  private @Nullable LogRunners runners;

  private long timer = -1;

  private NodeDurable(
      VertxInternal vertx,
      PenstockConfig config,
      HttpListener listener,
      CancelSignal cancels,
      DurableMeters meters,
      DurableMethods methods,
      @Nullable Logs logs,
      Map<String, DurablePolicy> policies) {
    this.vertx = vertx;
    this.listener = listener;
    this.listens = config.http().enabled();
    this.cancels = cancels;
    this.meters = meters;
    this.logs = logs;
    this.policies = policies;
    this.methods = methods;
    this.calls = new DurableCalls(vertx, logs, meters);
  }

  /**
   * Opens the log, if there is to be one, and tells of its requests from now on.
   *
   * @param applications that calls from code name
   * @param cancels is raised when a call is cancelled
   * @param meters count what is accepted
   * @return fails with {@link StartFailedException} if the log cannot be used
   */
  static Future<NodeDurable> open(
      NodeSeat seat,
      PenstockConfig config,
      HttpListener listener,
      List<ApplicationGraph> applications,
      CancelSignal cancels,
      DurableMeters meters) {
    VertxInternal vertx = seat.vertx();
    DurableMethods methods = DurableMethods.of(applications);
    Map<String, DurablePolicy> policies = new HashMap<>();
    Optional<Path> directory = Optional.empty();
    for (var application : config.applications()) {
      AsyncConfig async = application.async().filter(AsyncConfig::enabled).orElse(null);
      if (async != null) {
        policies.put(application.name(), policy(async));
        directory = Optional.of(async.directory());
      }
    }
    if (directory.isEmpty()) {
      return Future.succeededFuture(
          new NodeDurable(vertx, config, listener, cancels, meters, methods, null, Map.of()));
    }
    Path log = directory.get();
    Peers peers = seat.peers();
    return vertx
        .executeBlocking(
            () ->
                Logs.open(
                    log,
                    policies,
                    seat.name(),
                    id -> elsewhere(peers, id).map(NodeRecord::name).orElse(""),
                    System::currentTimeMillis),
            false)
        .recover(failure -> Future.failedFuture(unusable(failure)))
        .map(
            logs -> {
              listener.serve(
                  new RequestRoutes(
                      listener,
                      vertx,
                      logs,
                      new DurableResults(logs, methods),
                      seat.desired().isEmpty()
                          ? null
                          : id -> elsewhere(peers, id).map(NodeDurable::url).orElse(""),
                      config.http().tls()));
              return new NodeDurable(
                  vertx, config, listener, cancels, meters, methods, logs, policies);
            });
  }

  /** Another node that has a log open. */
  private static Optional<NodeRecord> elsewhere(Peers peers, int log) {
    return peers.others().values().stream().filter(node -> node.logs().contains(log)).findFirst();
  }

  /** Where another node answers: one that listens at all addresses, at that of its cluster. */
  private static String url(NodeRecord node) {
    NodeRecord.Address known = node.transfer();
    return known == null
        ? node.url()
        : ALL_ADDRESSES.matcher(node.url()).replaceFirst("$1" + known.host() + ":");
  }

  /** Tells the ids of the logs that are open here, now and when they change. */
  void onLogs(Consumer<List<Integer>> listener) {
    synchronized (this) {
      onLogs = listener;
    }
    tellLogs();
  }

  private void tellLogs() {
    Consumer<List<Integer>> listener;
    synchronized (this) {
      listener = onLogs;
    }
    if (logs != null) {
      listener.accept(logs.all().stream().map(DurableRequests::logId).toList());
    }
  }

  private static Throwable unusable(Throwable failure) {
    return failure instanceof LogUnusableException told
        ? new StartFailedException(String.valueOf(told.getMessage()), told)
        : failure;
  }

  private static DurablePolicy policy(AsyncConfig async) {
    return new DurablePolicy(
        async.durability() == Durability.DISK,
        async.timeout(),
        async.retention(),
        async.maxPending(),
        async.maxAttempts(),
        async.backoff(),
        async.maxOngoing());
  }

  /** Who accepts the requests of an application; null if it takes none. */
  @Nullable RespondAsync accepting(String application) {
    return logs == null || !policies.containsKey(application)
        ? null
        : new RespondAsync(vertx, application, logs.own(), meters);
  }

  /** The requests of an application; empty if it takes none. */
  Optional<DurableFacts> facts(String application) {
    if (logs == null || !policies.containsKey(application)) {
      return Optional.empty();
    }
    RequestCounts counts = logs.counts(application);
    return Optional.of(
        new DurableFacts(
            counts.pending(),
            counts.running(),
            counts.succeeded(),
            counts.failed(),
            counts.cancelled()));
  }

  /** What accepts calls from code. */
  LaterCalls calls() {
    return calls;
  }

  /**
   * Runs what was accepted: calls over handles, and what came over HTTP by way of the listener,
   * whose applications serve now.
   */
  Future<Void> start(Handles handles) {
    Logs open = logs;
    if (open == null) {
      return Future.succeededFuture();
    }
    boolean sync = policies.values().stream().anyMatch(DurablePolicy::onDisk);
    int atOnce = policies.values().stream().mapToInt(DurablePolicy::maxOngoing).sum();
    Future<@Nullable LoopbackAttempts> loopback =
        listens ? LoopbackAttempts.open(vertx, listener, sync, atOnce) : Future.succeededFuture();
    return loopback
        .onSuccess(
            way -> {
              LogRunners running =
                  new LogRunners(vertx, policies.keySet(), handles, methods, cancels, way);
              synchronized (this) {
                runners = running;
                timer = vertx.setPeriodic(FORGETS_EVERY.toMillis(), fired -> forget(open, running));
              }
              open.all().forEach(running::run);
            })
        .mapEmpty();
  }

  private void forget(Logs open, LogRunners running) {
    open.forgetOld();
    vertx
        .executeBlocking(
            () -> {
              for (DurableRequests spent : open.spent()) {
                running.stop(spent);
                open.dismiss(spent);
                tellLogs();
              }
              return null;
            },
            true)
        .onFailure(failure -> LOG.error("a log that is empty could not be closed", failure));
  }

  @Override
  public Future<JsonObject> adopt(Path directory) {
    Logs open = logs;
    if (open == null) {
      return Future.failedFuture(
          new AdoptionRefusedException(
              "this node has no log of requests of its own, as none of its applications has async:"
                  + " adopt it on one that has"));
    }
    LogRunners running;
    synchronized (this) {
      running = runners;
    }
    if (running == null) {
      return Future.failedFuture(
          new AdoptionRefusedException("this node is starting: ask another one, or again"));
    }
    return vertx
        .executeBlocking(() -> open.adopt(directory), true)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof LogUnusableException told
                        ? new AdoptionRefusedException(String.valueOf(told.getMessage()))
                        : failure))
        .map(
            adopted -> {
              // Also those that it had taken over itself.
              open.all().forEach(running::run);
              tellLogs();
              return told(adopted);
            });
  }

  private static JsonObject told(Logs.Adopted adopted) {
    JsonObject pending = new JsonObject();
    adopted.pending().forEach(pending::put);
    return new JsonObject()
        .put("directory", adopted.directory().toString())
        .put("log", "%08x".formatted(adopted.log()))
        .put("before", adopted.before())
        .put("requests", adopted.requests())
        .put("pending", pending)
        .put("notRun", new JsonArray(adopted.notRun()))
        .put("left", new JsonArray(adopted.left()));
  }

  private synchronized Optional<LogRunners> runners() {
    return Optional.ofNullable(runners);
  }

  /** Waits for the calls that run, after {@link #stopRunning}. */
  Future<Void> drain(Duration longest) {
    return runners()
        .map(
            running ->
                running
                    .drain()
                    .timeout(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS)
                    .onFailure(late -> LOG.info("durable calls that still run will run again"))
                    .otherwiseEmpty())
        .orElseGet(Future::succeededFuture);
  }

  /** Begins nothing more; what runs may end. */
  void stopRunning() {
    synchronized (this) {
      if (timer >= 0) {
        vertx.cancelTimer(timer);
      }
    }
    runners().ifPresent(LogRunners::stop);
  }

  /** Closes the log of a node that could not start, and fails as that did. */
  Future<Void> closeAfter(Future<Void> listenerClosed, Throwable failure) {
    return listenerClosed.eventually(this::close).transform(closed -> Future.failedFuture(failure));
  }

  /** Closes the logs; what has not ended runs when they are opened again. */
  Future<Void> close() {
    Logs open = logs;
    if (open == null) {
      return Future.succeededFuture();
    }
    calls.close();
    return runners()
        .map(LogRunners::close)
        .orElseGet(Future::succeededFuture)
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      open.close();
                      return null;
                    },
                    false))
        .onFailure(failure -> LOG.warn("the log of requests could not be closed", failure))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
