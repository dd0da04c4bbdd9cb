package dev.penstock.http;

import dev.penstock.StartFailedException;
import dev.penstock.config.HttpConfig;
import dev.penstock.message.CancelSignal;
import dev.penstock.metrics.NodeMeters;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.HttpServerInternal;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP listener of a node: one server on each event loop, all on one port, and the applications
 * that are mounted on them. Where {@code http.enabled} is false there is no server, and nothing may
 * be mounted.
 *
 * <p>Publishing and withdrawing take effect for the next request on every loop at once. May be used
 * from any thread.
 */
public final class HttpListener {
  // Servers of one Vert.x that ask for a free port by the same number share it.
  private static final AtomicInteger FREE_PORTS = new AtomicInteger();

  /**
   * How long last answers may take to be sent when the time for draining is over, and connections
   * to close.
   */
  private static final Duration LAST_ANSWERS = Duration.ofMillis(500);

  /** How long it listens on when nothing is open any more but connections. */
  private static final Duration LINGER = Duration.ofMillis(100);

  private final HttpConfig config;
  private final Connections connections;
  private final Supplier<List<String>> notReady;
  private final CancelSignal cancels;
  private final NodeMeters meters;
  private final List<ListenerLoop> loops = new ArrayList<>();
  private final List<HttpServerInternal> servers = new ArrayList<>();
  private final AtomicReference<RouteTable> table = new AtomicReference<>(RouteTable.EMPTY);
  private volatile int port;
  private volatile boolean draining;
  private volatile boolean wasReady;
  private volatile @Nullable RequestRoutes requestRoutes;
  private final AtomicReference<@Nullable Drain> drain = new AtomicReference<>();

  private HttpListener(
      VertxInternal vertx,
      HttpConfig config,
      HttpServerOptions options,
      Supplier<List<String>> notReady,
      CancelSignal cancels,
      NodeMeters meters) {
    this.config = config;
    this.notReady = notReady;
    this.cancels = cancels;
    this.meters = meters;
    for (EventExecutor executor : vertx.nettyEventLoopGroup()) {
      ContextInternal context = vertx.contextBuilder().withEventLoop((EventLoop) executor).build();
      loops.add(new ListenerLoop(loops.size(), context, this, config));
      if (config.enabled()) {
        servers.add((HttpServerInternal) vertx.createHttpServer(options));
      }
    }
    connections =
        new Connections(
            config.limits().maxConnections(), loops.stream().map(ListenerLoop::sweep).toList());
  }

  /**
   * Opens the listener on every event loop of that Vert.x, with no application mounted.
   *
   * @param notReady why the node is not ready, in words; empty when it is. Any thread, quick
   * @param cancels is told of requests that end without their answer
   * @param meters count requests, and are told of failures of routes
   * @return the listener, or a {@link StartFailedException} such as for a port in use or a
   *     certificate that cannot be read
   */
  public static Future<HttpListener> open(
      Vertx vertx,
      HttpConfig config,
      Supplier<List<String>> notReady,
      CancelSignal cancels,
      NodeMeters meters) {
    HttpServerOptions options;
    try {
      options = ServerOptions.of(vertx, config);
    } catch (StartFailedException badCertificate) {
      return Future.failedFuture(badCertificate);
    }
    return new HttpListener((VertxInternal) vertx, config, options, notReady, cancels, meters)
        .listen();
  }

  private Future<HttpListener> listen() {
    if (servers.isEmpty()) {
      return Future.succeededFuture(this);
    }
    // One after the other: the first one binds, the others share its socket.
    SocketAddress address =
        config.port() == 0
            ? SocketAddress.sharedRandomPort(FREE_PORTS.incrementAndGet(), config.host())
            : SocketAddress.inetSocketAddress(config.port(), config.host());
    Future<?> all = Future.succeededFuture();
    for (int i = 0; i < loops.size(); i++) {
      ListenerLoop loop = loops.get(i);
      HttpServerInternal server = servers.get(i);
      server
          .requestHandler(loop::handle)
          .invalidRequestHandler(loop::handleInvalid)
          .connectionHandler(loop::connected);
      all = all.compose(v -> server.listen(loop.context(), address));
    }
    return all.compose(v -> connections.install(servers.get(0)))
        .map(v -> opened())
        .recover(
            cause ->
                close()
                    .transform(
                        v ->
                            Future.failedFuture(
                                new StartFailedException(tellBindFailure(cause), cause))));
  }

  private String tellBindFailure(Throwable cause) {
    String reason = String.valueOf(cause.getMessage()).trim();
    if (cause instanceof UnknownHostException) {
      return "there is no host '" + config.host() + "' to listen on; choose another with --host";
    }
    if (cause instanceof BindException && reason.contains("in use")) {
      return "port %d on %s is in use; choose another with --port, 0 takes a free one"
          .formatted(config.port(), config.host());
    }
    if (cause instanceof BindException && reason.contains("assign")) {
      return config.host()
          + " is no address of this machine; choose another with --host, 0.0.0.0 takes all";
    }
    return "cannot listen on " + config.host() + ":" + config.port() + ": " + reason;
  }

  private HttpListener opened() {
    port = servers.get(0).actualPort();
    return this;
  }

  /** The port it listens on; 0 if it does not listen. */
  public int port() {
    return port;
  }

  /**
   * The address for clients, such as {@code http://127.0.0.1:8000}; empty if it does not listen.
   */
  public String url() {
    if (servers.isEmpty()) {
      return "";
    }
    String host = config.host();
    String scheme = config.tls().isPresent() ? "https://" : "http://";
    return scheme + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** The event loops it runs on: each needs a mount of each application. */
  public List<EventLoop> eventLoops() {
    return loops.stream().map(loop -> loop.context().nettyEventLoop()).toList();
  }

  /** Mounts an application, in place of the one of its name; requests under way are not touched. */
  public void publish(Publication publication) {
    RouteTable.Entry entry =
        new RouteTable.Entry(
            publication,
            eventLoops().stream().map(publication.mounts()).toList(),
            meters.requests().of(publication.route()));
    table.updateAndGet(now -> now.with(entry));
  }

  /** Answers questions about durable requests from now on. */
  public void serve(RequestRoutes routes) {
    requestRoutes = routes;
  }

  @Nullable RequestRoutes requestRoutes() {
    return requestRoutes;
  }

  /** Its part on each event loop. */
  List<ListenerLoop> loops() {
    return loops;
  }

  /** Unmounts an application; requests under way are not touched. */
  public void withdraw(String application) {
    table.updateAndGet(now -> now.without(application));
  }

  /** The number of requests that were not answered yet. */
  public int inFlight() {
    return loops.stream().mapToInt(ListenerLoop::inFlight).sum();
  }

  /** The number of connections that are open. */
  public int connections() {
    return connections.open();
  }

  /**
   * Lets requests under way finish, then stops accepting and closes. Until then it answers {@code
   * /-/readyz}, and refuses other requests, with 503. Once begun, goes on as it was begun.
   *
   * @param timeout how long they may take; what is open then is answered with 503, and cut half a
   *     second later
   * @return done when all connections are closed, and the port is free
   */
  public Future<Void> drain(Duration timeout) {
    if (servers.isEmpty()) {
      return close();
    }
    Drain begun = new Drain(servers, timeout.plus(LAST_ANSWERS), connections, this::inFlight);
    Drain before = drain.compareAndExchange(null, begun);
    if (before != null) {
      return before.done();
    }
    draining = true;
    RequestRoutes asked = requestRoutes;
    if (asked != null) {
      asked.endWaits();
    }
    loops.forEach(loop -> loop.drain(begun, timeout));
    return begun.done();
  }

  /** Looks whether a drain, if there is one, waits for nothing any more. */
  void onRequestFinished() {
    Drain begun = drain.get();
    if (begun != null) {
      shutDownIfIdle(begun);
      begun.onCounted();
    }
  }

  /** Every loop looks after its own count has changed: the last one of them sees all at zero. */
  void shutDownIfIdle(Drain begun) {
    if (!begun.isTold() || inFlight() != 0) {
      return;
    }
    if (connections.open() == 0 || begun.hasLingered()) {
      begun.shutDown();
    } else if (begun.onIdle()) {
      // A request may be on its way on a connection that is open: it is refused, and not cut off.
      loops
          .get(0)
          .context()
          .setTimer(
              LINGER.toMillis(),
              timer -> {
                begun.onLingered();
                shutDownIfIdle(begun);
              });
    }
  }

  /** Closes at once; requests under way are cut. */
  public Future<Void> close() {
    draining = true;
    connections.cut();
    return Future.join(servers.stream().map(s -> s.close()).toList())
        .<Void>mapEmpty()
        .eventually(connections::portReleased);
  }

  Connections watchedConnections() {
    return connections;
  }

  CancelSignal cancels() {
    return cancels;
  }

  NodeMeters meters() {
    return meters;
  }

  RouteTable table() {
    return table.getAcquire();
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether applications may still have to be mounted: until it was ready for the first time. */
  boolean isStarting() {
    if (!wasReady) {
      wasReady = notReady.get().isEmpty();
    }
    return !wasReady;
  }

  List<String> notReady() {
    return draining ? List.of("shutting down") : notReady.get();
  }
}
