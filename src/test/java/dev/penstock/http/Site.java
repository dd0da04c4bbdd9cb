package dev.penstock.http;

import dev.penstock.HttpIngress;
import dev.penstock.ItemStream;
import dev.penstock.config.HttpConfig;
import dev.penstock.config.HttpLimits;
import dev.penstock.config.TlsConfig;
import dev.penstock.graph.RequestRules;
import dev.penstock.handle.MethodCaller;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.metrics.FailureLog;
import dev.penstock.metrics.NodeMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A listener on a free port with two event loops, and a client. */
final class Site implements AutoCloseable {
  static final int MAX_BODY = 1000;
  static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final HttpListener listener;
  final CancelSignal cancels = new CancelSignal();
  final NodeMeters meters = meters();
  volatile List<String> notReady = List.of();

  private final RequestRules rules;

  Site() {
    this(HttpLimits.DEFAULT, Optional.empty(), RequestRules.NONE);
  }

  /** With other limits. */
  Site(HttpLimits limits) {
    this(limits, Optional.empty(), RequestRules.NONE);
  }

  /** With rules for the requests of all its applications. */
  Site(RequestRules rules) {
    this(HttpLimits.DEFAULT, Optional.empty(), rules);
  }

  private Site(HttpLimits limits, Optional<TlsConfig> tls, RequestRules rules) {
    this(config(limits, tls), rules);
  }

  /** With another configuration. */
  Site(HttpConfig config, RequestRules rules) {
    this.rules = rules;
    listener = await(HttpListener.open(vertx, config, () -> notReady, cancels, meters));
  }

  /** For bodies of at most that many bytes. */
  static Site ofBodies(long maxBody, boolean compression, Optional<TlsConfig> tls) {
    return ofBodies(maxBody, compression, HttpLimits.DEFAULT, tls);
  }

  /** As {@link #ofBodies(long, boolean, Optional)}, with other limits. */
  static Site ofBodies(
      long maxBody, boolean compression, HttpLimits limits, Optional<TlsConfig> tls) {
    HttpConfig config =
        new HttpConfig(
            true,
            "127.0.0.1",
            0,
            2,
            maxBody,
            Duration.ofSeconds(60),
            IDLE,
            compression,
            true,
            limits,
            tls);
    return new Site(config, RequestRules.NONE);
  }

  static HttpConfig config(HttpLimits limits, Optional<TlsConfig> tls) {
    return new HttpConfig(
        true, "127.0.0.1", 0, 2, MAX_BODY, Duration.ofSeconds(60), IDLE, false, true, limits, tls);
  }

  /** Over TLS. */
  static Site secure(TlsConfig tls) {
    return new Site(HttpLimits.DEFAULT, Optional.of(tls), RequestRules.NONE);
  }

  /** Meters of a node with two event loops. */
  static NodeMeters meters() {
    return new NodeMeters(2, new FailureLog(failure -> {}));
  }

  Site mount(String application, String route, HttpIngress ingress) {
    return mount(application, route, Duration.ofSeconds(60), ingress);
  }

  Site mount(String application, String route, Duration timeout, HttpIngress ingress) {
    listener.publish(
        Publication.ingress(
            application,
            route,
            timeout,
            rules,
            ingress.getClass(),
            loop -> IngressMount.of(vertx, ingress)));
    return this;
  }

  /** Calls without streams. */
  interface Calls {
    Future<@Nullable Object> call(ContractMethod method, @Nullable Object[] args);
  }

  Site mount(String application, String route, Class<?> contract, Calls calls) {
    return mount(
        application,
        route,
        contract,
        new MethodCaller() {
          @Override
          public Future<@Nullable Object> call(ContractMethod method, @Nullable Object[] args) {
            return calls.call(method, args);
          }

          @Override
          public ItemStream<Object> stream(ContractMethod method, @Nullable Object[] args) {
            throw new UnsupportedOperationException(method.name());
          }
        });
  }

  Site mount(String application, String route, Class<?> contract, MethodCaller caller) {
    Contract checked = Contract.of(contract);
    listener.publish(
        Publication.calls(
            application,
            route,
            Duration.ofSeconds(60),
            rules,
            checked,
            loop -> new CallMount(checked, caller)));
    return this;
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body), headers);
  }

  HttpResponse<String> send(
      String method, String path, HttpRequest.BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(listener.url() + path)).timeout(TIMEOUT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(
          request.method(method, body).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  /** Sends bytes as they are and gives what comes back until the server closes. */
  String raw(String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(request, e);
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(listener.close());
    await(vertx.close());
  }
}
