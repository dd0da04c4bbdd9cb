package dev.penstock.admin;

import dev.penstock.StartFailedException;
import dev.penstock.config.AdminConfig;
import dev.penstock.metrics.NodeMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The listener for operators, with an event loop that nothing else runs on. Thread-safe. */
public final class AdminListener {
  private static final String THREAD = "penstock-admin";
  private static final int MAX_HEADERS = 8 * 1024;
  private static final int MAX_REQUEST_LINE = 2 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** How often what was counted is remembered, for rates and percentiles of late. */
  private static final Duration SAMPLING = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final AdminConfig config;
  private final HttpServer server;

  /** A listener that is not open, with its thread. Not to be made on a thread of Vert.x. */
  public AdminListener(AdminConfig config) {
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    this.config = config;
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setIdleTimeout((int) IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setCompressionSupported(true));
  }

  /**
   * Opens the listener. Whether it succeeds or not, {@link #close} ends its thread.
   *
   * @param overview what the running node tells
   * @param adoption takes over logs of durable requests
   * @param meters what it counts
   * @return done when it listens, or a {@link StartFailedException} such as for a port in use
   */
  public Future<Void> open(Overview overview, LogAdoption adoption, NodeMeters meters) {
    // Not a future of that Vert.x: closing it ends the threads they end on.
    Promise<Void> opened = Promise.promise();
    vertx.runOnContext(
        go -> {
          Thread.currentThread().setName(THREAD);
          Recent recent = new Recent(meters, System::nanoTime);
          vertx.setPeriodic(SAMPLING.toMillis(), timer -> recent.sample());
          AdminRequests requests =
              new AdminRequests(
                  new AdminAccess(config.token()),
                  overview,
                  new Scrape(overview, meters),
                  new StatusReport(overview, meters, recent),
                  new AdoptRequests(vertx.getOrCreateContext(), adoption));
          server
              .requestHandler(requests::handle)
              .listen(config.port(), config.host())
              .onSuccess(listening -> opened.complete())
              .onFailure(
                  cause -> opened.fail(new StartFailedException(tellBindFailure(cause), cause)));
        });
    return opened.future();
  }

  private String tellBindFailure(Throwable cause) {
    String reason = String.valueOf(cause.getMessage()).trim();
    if (cause instanceof UnknownHostException) {
      return "there is no host '" + config.host() + "' for the admin listener; see admin.host";
    }
    if (cause instanceof BindException && reason.contains("in use")) {
      return "port %d on %s is in use, wanted for the admin listener; choose another with"
              .formatted(config.port(), config.host())
          + " --admin-port, 0 takes a free one, or turn it off with --set admin.enabled=false";
    }
    return "the admin listener cannot listen on "
        + config.host()
        + ":"
        + config.port()
        + ": "
        + reason;
  }

  /** Its address, such as {@code http://127.0.0.1:8001}. */
  public String url() {
    String host = config.host();
    return "http://"
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + server.actualPort();
  }

  /** Closes it and its thread. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    vertx.close().onComplete(closed);
    return closed.future();
  }
}
