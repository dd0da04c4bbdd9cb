package dev.penstock.node;

import dev.penstock.StartFailedException;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.Peers;
import dev.penstock.config.AsyncConfig;
import dev.penstock.config.Durability;
import dev.penstock.config.PenstockConfig;
import dev.penstock.durable.DurablePolicy;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.DurableRunner;
import dev.penstock.durable.LogUnusableException;
import dev.penstock.http.HttpListener;
import dev.penstock.http.LoopbackAttempts;
import dev.penstock.http.RequestRoutes;
import dev.penstock.http.RespondAsync;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's durable requests: its log, who accepts them, who runs them, and who tells of them. Of a
 * node whose applications take none, nothing is opened.
 */
final class NodeDurable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDurable.class);
  private static final Duration FORGETS_EVERY = Duration.ofSeconds(10);

  private final VertxInternal vertx;
  private final @Nullable DurableRequests requests;
  private final Map<String, DurablePolicy> policies;
  private final List<DurableRunner> runners = new ArrayList<>();
  private @Nullable LoopbackAttempts attempts;
  private long timer = -1;

  private NodeDurable(
      VertxInternal vertx,
      @Nullable DurableRequests requests,
      Map<String, DurablePolicy> policies) {
    this.vertx = vertx;
    this.requests = requests;
    this.policies = policies;
  }

  /**
   * Opens the log, if there is to be one, and tells of its requests from now on.
   *
   * @return fails with {@link StartFailedException} if the log cannot be used
   */
  static Future<NodeDurable> open(NodeSeat seat, PenstockConfig config, HttpListener listener) {
    VertxInternal vertx = seat.vertx();
    Map<String, DurablePolicy> policies = new HashMap<>();
    Optional<Path> directory = Optional.empty();
    for (var application : config.applications()) {
      AsyncConfig async = application.async().filter(AsyncConfig::enabled).orElse(null);
      if (async != null) {
        policies.put(application.name(), policy(async));
        directory = Optional.of(async.directory());
      }
    }
    if (directory.isEmpty() || !config.http().enabled()) {
      return Future.succeededFuture(new NodeDurable(vertx, null, Map.of()));
    }
    Path log = directory.get();
    return vertx
        .executeBlocking(
            () -> DurableRequests.open(log, policies, System::currentTimeMillis), false)
        .recover(failure -> Future.failedFuture(unusable(failure)))
        .map(
            requests -> {
              listener.serve(
                  new RequestRoutes(
                      listener,
                      vertx,
                      requests,
                      seat.desired().isEmpty() ? null : id -> urlOf(seat.peers(), id)));
              return new NodeDurable(vertx, requests, policies);
            });
  }

  /** Where another node answers that has a log; empty if none has. */
  private static String urlOf(Peers peers, int log) {
    return peers.others().values().stream()
        .filter(node -> node.logs().contains(log))
        .map(NodeRecord::url)
        .findFirst()
        .orElse("");
  }

  /** The ids of the logs that are open here. */
  List<Integer> logs() {
    return requests == null ? List.of() : List.of(requests.logId());
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
    return requests == null || !policies.containsKey(application)
        ? null
        : new RespondAsync(vertx, application, requests);
  }

  /** Runs what was accepted, by way of the listener, whose applications serve now. */
  Future<Void> start(HttpListener listener) {
    if (requests == null) {
      return Future.succeededFuture();
    }
    boolean sync = policies.values().stream().anyMatch(DurablePolicy::onDisk);
    int atOnce = policies.values().stream().mapToInt(DurablePolicy::maxOngoing).sum();
    DurableRequests open = requests;
    return LoopbackAttempts.open(vertx, listener, open.bodies(), sync, atOnce)
        .onSuccess(
            way -> {
              attempts = way;
              Context context = vertx.createEventLoopContext();
              for (String application : policies.keySet()) {
                DurableRunner runner =
                    new DurableRunner(
                        application,
                        open,
                        way,
                        context,
                        System::currentTimeMillis,
                        () -> ThreadLocalRandom.current().nextDouble());
                runners.add(runner);
                runner.start();
              }
              timer = vertx.setPeriodic(FORGETS_EVERY.toMillis(), fired -> open.forgetOld());
            })
        .mapEmpty();
  }

  /** Begins nothing more; what runs may end. */
  void stopRunning() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    runners.forEach(DurableRunner::stop);
  }

  /** Closes the log of a node that could not start, and fails as that did. */
  Future<Void> closeAfter(Future<Void> listenerClosed, Throwable failure) {
    return listenerClosed.eventually(this::close).transform(closed -> Future.failedFuture(failure));
  }

  /** Closes the log; what has not ended runs when it is opened again. */
  Future<Void> close() {
    DurableRequests open = requests;
    if (open == null) {
      return Future.succeededFuture();
    }
    LoopbackAttempts way = attempts;
    return Future.join(runners.stream().map(DurableRunner::giveBack).toList())
        .eventually(() -> way == null ? Future.succeededFuture() : way.close())
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
