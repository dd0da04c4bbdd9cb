package dev.penstock.http;

import dev.penstock.durable.Answer;
import dev.penstock.durable.Attempt;
import dev.penstock.durable.AttemptRunner;
import dev.penstock.durable.Body;
import dev.penstock.durable.BodyFiles;
import dev.penstock.durable.BodyRecorder;
import dev.penstock.durable.Message;
import dev.penstock.durable.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs attempts of durable requests over HTTP by way of the listener: as requests to a port of
 * their own on the loopback interface, so that they take the same way as any other. Who does not
 * know the secret of this process is refused there. Thread-safe once open.
 */
public final class LoopbackAttempts {
  private static final String LOOPBACK = "127.0.0.1";
  private static final AtomicInteger FREE_PORTS = new AtomicInteger(1 << 20);

  /** The listener has admitted the request: its own limits may be larger than the defaults. */
  private static final HttpServerOptions ATTEMPT_LIMITS =
      new HttpServerOptions().setMaxHeaderSize(1 << 20).setMaxInitialLineLength(1 << 20);

  /** They belong to the connection. */
  private static final Set<String> NOT_RECORDED =
      Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "x-request-id");

  private final Vertx vertx;
  private final boolean sync;
  private final AttemptHead.Codec codec = new AttemptHead.Codec();
  private final List<HttpServer> servers = new ArrayList<>();
  private final HttpClientAgent client;
  private volatile int port;

  private LoopbackAttempts(Vertx vertx, boolean sync, int connections) {
    this.vertx = vertx;
    this.sync = sync;
    this.client =
        vertx.createHttpClient(
            // An answer is recorded as it is sent.
            new HttpClientOptions().setDecompressionSupported(false).setMaxHeaderSize(1 << 20),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /**
   * Opens the way.
   *
   * @param sync whether they are to be on the disk before their end is recorded
   * @param connections how many attempts may run at a time
   */
  public static Future<LoopbackAttempts> open(
      Vertx vertx, HttpListener listener, boolean sync, int connections) {
    LoopbackAttempts attempts = new LoopbackAttempts(vertx, sync, connections);
    SocketAddress address = SocketAddress.sharedRandomPort(FREE_PORTS.incrementAndGet(), LOOPBACK);
    Future<?> all = Future.succeededFuture();
    for (ListenerLoop loop : listener.loops()) {
      HttpServer server =
          vertx
              .createHttpServer(ATTEMPT_LIMITS)
              .connectionHandler(loop::connected)
              .requestHandler(request -> loop.handleAttempt(request, attempts.codec));
      attempts.servers.add(server);
      all =
          all.compose(
              before ->
                  ((io.vertx.core.internal.http.HttpServerInternal) server)
                      .listen(loop.context(), address));
    }
    return all.map(
            opened -> {
              attempts.port = attempts.servers.get(0).actualPort();
              return attempts;
            })
        .recover(failure -> attempts.close().transform(closed -> Future.failedFuture(failure)));
  }

  /**
   * Runs the attempts of one log this way.
   *
   * @param bodies where the large bodies of its requests are, and those of their answers go
   */
  public AttemptRunner of(BodyFiles bodies) {
    return attempt -> run(attempt, bodies);
  }

  private AttemptRunner.Running run(Attempt attempt, BodyFiles bodies) {
    Work.Http work = (Work.Http) attempt.work();
    Under under = new Under(bodies);
    AttemptHead head = new AttemptHead(attempt.number(), attempt.remaining().toMillis());
    Promise<Answer> answer = Promise.promise();
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.valueOf(work.method()))
                .setHost(LOOPBACK)
                .setPort(port)
                .setURI(work.target()))
        .compose(request -> under.send(request, attempt, codec.encode(head)))
        .compose(response -> record(response, bodies))
        .onComplete(ended -> under.over())
        .onComplete(answer);
    return new AttemptRunner.Running() {
      @Override
      public Future<Answer> answer() {
        return answer.future();
      }

      @Override
      public void cancel() {
        under.cancel();
      }
    };
  }

  /** One attempt that runs. Confined to the lock of this object. */
  private final class Under {
    private final BodyFiles bodies;
    private @Nullable HttpClientRequest sent;
    private boolean cancelled;

    Under(BodyFiles bodies) {
      this.bodies = bodies;
    }

    Future<HttpClientResponse> send(HttpClientRequest request, Attempt attempt, String head) {
      synchronized (this) {
        sent = request;
      }
      for (Map.Entry<String, String> header : attempt.message().headers()) {
        request.headers().add(header.getKey(), header.getValue());
      }
      request.putHeader(AttemptHead.HEADER, head);
      request.putHeader(ResponseHead.REQUEST_ID, attempt.id().toString());
      Future<HttpClientResponse> response = send(request, attempt.message().body());
      if (isCancelled()) {
        request.reset();
      }
      return response;
    }

    private Future<HttpClientResponse> send(HttpClientRequest request, Body body) {
      if (body instanceof Body.Inline small) {
        return request.send(small.bytes());
      }
      request.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
      return vertx
          .fileSystem()
          .open(
              bodies.path((Body.InFile) body).toString(),
              new OpenOptions().setRead(true).setWrite(false).setCreate(false))
          .compose(file -> request.send(file).onComplete(answered -> file.close()));
    }

    /** Its connection may be another one's by now: it cannot be cancelled any more. */
    synchronized void over() {
      sent = null;
    }

    private synchronized boolean isCancelled() {
      return cancelled;
    }

    void cancel() {
      HttpClientRequest now;
      synchronized (this) {
        cancelled = true;
        now = sent;
      }
      if (now != null) {
        now.reset();
      }
    }
  }

  private Future<Answer> record(HttpClientResponse response, BodyFiles bodies) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : response.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!NOT_RECORDED.contains(name)) {
        headers.add(Map.entry(name, header.getValue()));
      }
    }
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean small = length != null && Long.parseLong(length) < BodyFiles.FROM_BYTES;
    Future<? extends Body> body =
        small
            ? response.body().map(Body.Inline::new)
            : BodyRecorder.record(vertx, bodies, response, sync);
    return body.map(read -> new Answer(response.statusCode(), null, new Message(headers, read)));
  }

  /** Runs no more; attempts that run are cut. */
  public Future<Void> close() {
    return client
        .close()
        .eventually(() -> Future.join(servers.stream().map(HttpServer::close).toList()));
  }
}
