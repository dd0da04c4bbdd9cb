package dev.penstock.http;

import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.RequestOrigin;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.handler.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * A request as its application sees it: paths below the application's route, a body no larger than
 * {@code maxBody}. Confined to the event loop of its connection.
 */
public final class MountedRequest extends HttpServerRequestWrapper {
  private final MountedResponse response;
  private final String path;
  private final long timeoutNanos;
  private final @Nullable ChunkedBody chunks;
  private @Nullable String uri;

  /**
   * A request of an application.
   *
   * @param path below the route, starting with a slash
   * @param maxBody bytes
   * @param timeoutNanos time that what a message of a WebSocket starts may take
   */
  MountedRequest(
      HttpServerRequestInternal request,
      MountedResponse response,
      String path,
      long maxBody,
      long timeoutNanos) {
    super(request);
    this.response = response;
    this.path = path;
    this.timeoutNanos = timeoutNanos;
    this.chunks =
        isCounted(request, response.bodyLength())
            ? new ChunkedBody(request, request.context(), maxBody, this::refuseBody)
            : null;
    response.isReadBy(this);
  }

  private static boolean isCounted(HttpServerRequest request, long length) {
    return length == BodyLength.UNKNOWN || (length > 0 && request.version() == HttpVersion.HTTP_2);
  }

  private void refuseBody(RefusedRequest refusal) {
    response.endUpload(new HttpException(refusal.status(), refusal.getMessage()));
    ProblemResponse.refuseAndClose(response, refusal);
    delegate.pause();
  }

  /** Counts bytes of the body that its reader gets otherwise; false if they are refused. */
  boolean admitBody(int bytes) {
    return chunks == null || chunks.admit(bytes);
  }

  @Override
  public long bytesRead() {
    return chunks != null ? chunks.read() : response.bodyRead();
  }

  /** The response, for the mounts. */
  MountedResponse mountedResponse() {
    return response;
  }

  @Override
  public HttpServerResponse response() {
    return response;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String uri() {
    String made = uri;
    if (made == null) {
      String query = delegate.query();
      made = query == null ? path : path + "?" + query;
      uri = made;
    }
    return made;
  }

  @Override
  public String absoluteURI() {
    HostAndPort authority = delegate.authority();
    return authority == null ? uri() : delegate.scheme() + "://" + authority + uri();
  }

  @Override
  public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
    if (handler != null) {
      response.wantBody();
    }
    if (chunks != null) {
      chunks.handler(handler);
    } else {
      delegate.handler(handler);
    }
    return this;
  }

  @Override
  public HttpServerRequest endHandler(@Nullable Handler<Void> handler) {
    if (handler != null) {
      response.wantBody();
    }
    if (chunks != null) {
      chunks.endHandler(handler);
    } else {
      delegate.endHandler(handler);
    }
    return this;
  }

  @Override
  public HttpServerRequest exceptionHandler(@Nullable Handler<Throwable> handler) {
    if (chunks != null) {
      chunks.exceptionHandler(handler);
    } else {
      delegate.exceptionHandler(handler);
    }
    return this;
  }

  @Override
  public Future<Buffer> body() {
    response.wantBody();
    return chunks != null ? chunks.body() : delegate.body();
  }

  @Override
  public Future<Void> end() {
    response.wantBody();
    return chunks != null ? chunks.end() : delegate.end();
  }

  @Override
  public HttpServerRequest pause() {
    response.setBodyPaused(true);
    delegate.pause();
    return this;
  }

  @Override
  public HttpServerRequest resume() {
    response.setBodyPaused(false);
    delegate.resume();
    return this;
  }

  @Override
  public HttpServerRequest fetch(long amount) {
    // Nobody else counts whether that amount has come.
    response.setBodyPaused(amount != Long.MAX_VALUE);
    delegate.fetch(amount);
    return this;
  }

  @Override
  public HttpServerRequest setExpectMultipart(boolean expect) {
    if (expect) {
      RequestHead.requireForm(this);
    }
    response.wantBody();
    delegate.setExpectMultipart(expect);
    return this;
  }

  @Override
  public HttpServerRequest uploadHandler(@Nullable Handler<HttpServerFileUpload> handler) {
    delegate.uploadHandler(handler);
    return this;
  }

  /** A WebSocket outlives its request: it has no deadline, but each message starts one. */
  @Override
  public Future<ServerWebSocket> toWebSocket() {
    try {
      RequestHead.requireWebSocket(this);
    } catch (RefusedRequest refusal) {
      ProblemResponse.send(response, refusal);
      return context().failedFuture(refusal);
    }
    response.prepareUpgrade();
    return delegate
        .toWebSocket()
        .onFailure(refused -> response.notUpgraded())
        .map(
            socket -> {
              RequestOrigin origin = response.scope().origin();
              CallScope scope = CallScope.socket(origin, context());
              response.upgraded(socket, scope);
              CurrentCall.set(context(), scope);
              return MountedSocket.of(socket, scope, timeoutNanos, response.loop().cancels());
            });
  }

  @Override
  public Future<NetSocket> toNetSocket() {
    return delegate.toNetSocket().onSuccess(socket -> response.upgraded());
  }
}
