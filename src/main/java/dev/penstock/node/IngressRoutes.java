package dev.penstock.node;

import dev.penstock.HttpIngress;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.handle.MethodCaller;
import dev.penstock.http.CallMount;
import dev.penstock.http.HttpListener;
import dev.penstock.http.IngressMount;
import dev.penstock.http.Mount;
import dev.penstock.http.Publication;
import dev.penstock.http.RespondAsync;
import dev.penstock.http.UnavailableMount;
import dev.penstock.message.Contract;
import dev.penstock.message.ReplicaId;
import dev.penstock.replica.ReplicaVerticle;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings roots to the listener: instances of an ingress, one for each of its event loops, or calls
 * to a plain root. Thread-safe.
 */
final class IngressRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(IngressRoutes.class);

  private final Vertx vertx;
  private final HttpListener listener;
  private final Function<String, @Nullable RespondAsync> accepting;
  private final Map<String, Instances> byApplication = new ConcurrentHashMap<>();

  /** What is published, by application; changed with the lock of this object. */
  private final Map<String, Publication> published = new HashMap<>();

  /** Why no request is answered; empty if requests are. */
  private volatile String refusing = "";

  private record Mounted(ReplicaId replica, IngressMount mount) {}

  /** The instances of one application's ingress. */
  private static final class Instances {
    final OneLoopEach placement;
    final Map<EventLoop, Mounted> mounts = new ConcurrentHashMap<>();

    Instances(Vertx vertx) {
      placement = new OneLoopEach(vertx);
    }
  }

  /**
   * Nothing is mounted yet.
   *
   * @param accepting gives who accepts requests of an application that are done later; null if
   *     nobody does
   */
  IngressRoutes(
      Vertx vertx, HttpListener listener, Function<String, @Nullable RespondAsync> accepting) {
    this.vertx = vertx;
    this.listener = listener;
    this.accepting = accepting;
  }

  /** Says so if requests to an application cannot come in here. */
  void open(ApplicationGraph application) {
    if (listener.url().isEmpty() && application.root().isPresent()) {
      LOG.info(
          "http.enabled is false: this node does not serve route {} of application {}{}",
          application.route(),
          application.name(),
          application.root().get().ingress()
              ? ", and runs no " + application.root().get().name()
              : "");
    }
  }

  /**
   * Starts one instance of an ingress on an event loop that has none, and lets it add its routes.
   *
   * @return the deployment id; if the routes fail, nothing stays deployed
   */
  Future<String> deploy(ApplicationGraph application, ReplicaId replica, ReplicaVerticle verticle) {
    Instances instances =
        byApplication.computeIfAbsent(application.name(), name -> new Instances(vertx));
    return instances
        .placement
        .deploy(verticle, verticle.options())
        .compose(id -> mount(id, application.name(), replica, verticle, instances));
  }

  private Future<String> mount(
      String id,
      String application,
      ReplicaId replica,
      ReplicaVerticle verticle,
      Instances instances) {
    return verticle
        .withObject(
            object -> {
              instances.mounts.put(
                  verticle.ownLoop(),
                  new Mounted(replica, IngressMount.of(vertx, (HttpIngress) object)));
              publishAgain(application);
              return id;
            })
        .recover(
            failure ->
                vertx
                    .undeploy(id)
                    .transform(
                        undeployed ->
                            Future.failedFuture(verticle.startFailure("routes", failure))));
  }

  /** Sends no more requests to an instance: its event loop answers 503 until it has another. */
  void unmount(ReplicaId replica) {
    Instances instances = byApplication.get(replica.application());
    if (instances != null
        && instances.mounts.values().removeIf(mounted -> mounted.replica.equals(replica))) {
      publishAgain(replica.application());
    }
  }

  /** Publishes a published route anew, since its instances are others. */
  private synchronized void publishAgain(String application) {
    Publication now = published.get(application);
    if (now != null) {
      listener.publish(now);
    }
  }

  /** Answers no request for that reason but with 503; answers them again if it is empty. */
  synchronized void refuse(String reason) {
    if (!refusing.equals(reason)) {
      refusing = reason;
      published.keySet().forEach(this::publishAgain);
    }
  }

  /**
   * Serves the route of an application.
   *
   * @param caller makes what calls a root that has no routes of its own
   */
  Future<Void> publish(
      ApplicationGraph application, DeploymentNode root, Supplier<MethodCaller> caller) {
    try {
      Publication publication = publication(application, root, caller);
      synchronized (this) {
        listener.publish(publication);
        published.put(application.name(), publication);
      }
      return Future.succeededFuture();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Publication publication(
      ApplicationGraph application, DeploymentNode root, Supplier<MethodCaller> caller) {
    if (root.ingress()) {
      return Publication.ingress(
              application.name(),
              application.route(),
              application.requestTimeout(),
              application.rules(),
              root.type(),
              loop -> unlessRefused(() -> mountOn(loop, application.name())))
          .of(root.id())
          .later(accepting.apply(application.name()));
    }
    Contract contract =
        Contract.of(
            root.contract()
                .orElseThrow(
                    () -> new IllegalStateException("root " + root.id() + " has no contract")));
    MethodCaller calls = caller.get();
    return Publication.calls(
            application.name(),
            application.route(),
            application.requestTimeout(),
            application.rules(),
            contract,
            loop -> unlessRefused(() -> new CallMount(contract, calls)))
        .of(root.id())
        .later(accepting.apply(application.name()));
  }

  private Mount unlessRefused(Supplier<Mount> mount) {
    String reason = refusing;
    return reason.isEmpty() ? mount.get() : UnavailableMount.refused(reason);
  }

  private Mount mountOn(EventLoop loop, String application) {
    Instances instances = byApplication.get(application);
    Mounted mounted = instances == null ? null : instances.mounts.get(loop);
    return mounted == null ? UnavailableMount.replaced(application) : mounted.mount;
  }

  /** Serves the route of an application no longer. */
  void withdraw(String application) {
    synchronized (this) {
      published.remove(application);
    }
    listener.withdraw(application);
  }

  /** Forgets the instances of an application. */
  void forget(String application) {
    byApplication.remove(application);
  }
}
