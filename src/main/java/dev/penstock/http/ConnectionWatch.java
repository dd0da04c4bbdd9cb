package dev.penstock.http;

import dev.penstock.config.HttpLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one connection waits for, and since when: closes it when that takes too long.
 *
 * <p>The first handler of the connection's pipeline. Confined to the connection's event loop; the
 * sweep of that loop checks it from time to time.
 */
final class ConnectionWatch extends ChannelDuplexHandler {
  static final AttributeKey<ConnectionWatch> KEY = AttributeKey.valueOf("penstock.connection");

  /** How long ago an answer may have ended of which the client has not read all. */
  private static final Duration LATELY = Duration.ofSeconds(10);

  private enum Phase {
    /** Nothing was received. */
    CONNECTED,
    /** The head of a request, or a TLS handshake, was received in part. */
    RECEIVING,
    /** No request is open. */
    IDLE,
    /** Requests are open: their bodies are received or their answers awaited. */
    OPEN,
    /** It is a WebSocket or a tunnel now. */
    UPGRADED
  }

  private final Connections connections;
  private Phase phase = Phase.CONNECTED;
  // The connection where requests share it, as in HTTP/2.
  private @Nullable HttpConnection multiplexed;
  // Until when a drain may take; 0 while there is none.
  private long cutNanos;
  private boolean lingering;
  private long since;
  // Open requests and, in HTTP/1, one that was answered before its body had come; by their links.
  private @Nullable MountedResponse requests;
  private Future<Void> lastAnswer = Future.succeededFuture();
  private @Nullable ServerWebSocket webSocket;
  private @Nullable Throwable broken;
  private @Nullable ConnectionSweep sweep;
  private @Nullable Channel channel;

  /** Where the sweep keeps it. */
  int position;

  ConnectionWatch(Connections connections) {
    this.connections = connections;
  }

  /** The watch of a connection that requests come from. */
  static ConnectionWatch of(HttpConnection connection) {
    return Objects.requireNonNull(find(connection));
  }

  /** The watch of a connection, if it has one. */
  static @Nullable ConnectionWatch find(HttpConnection connection) {
    return channel(connection).attr(KEY).get();
  }

  static Channel channel(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  /** From now on requests share the connection, and what is received may be no request at all. */
  void onMultiplexed(HttpConnection connection) {
    multiplexed = connection;
    turnTo(Phase.IDLE);
  }

  /** The head of a request is complete. */
  void onRequest(MountedResponse request) {
    phase = Phase.OPEN;
    request.bodySeenAt = now();
    request.sibling = multiplexed == null ? null : requests;
    requests = request;
  }

  /** A request was answered or given up. */
  void onFinished(MountedResponse request) {
    if (multiplexed == null && requests == request && request.isBodyAwaited()) {
      return; // Its body stands before the next request.
    }
    unlink(request);
    if (requests == null && phase == Phase.OPEN) {
      turnTo(Phase.IDLE);
    }
  }

  /** An answer was ended, and is being written. */
  void onAnswer(Future<Void> written) {
    lastAnswer = written;
  }

  /** Done when the last answer was written; in HTTP/1 those before it were then, too. */
  Future<Void> lastAnswer() {
    return lastAnswer;
  }

  /** The connection serves requests no longer. */
  void onUpgraded() {
    phase = Phase.UPGRADED;
    requests = null;
  }

  /** The connection is that WebSocket now. */
  void onWebSocket(ServerWebSocket opened) {
    webSocket = opened;
    if (channel != null) {
      SocketGuard.install(channel.pipeline(), opened);
    }
  }

  /**
   * Tells the client to open no more requests, where requests share the connection, and closes it
   * when those that are open have ended. Closes a WebSocket.
   */
  void goAway(Duration timeout) {
    if (multiplexed != null) {
      if (phase == Phase.OPEN || !lastAnswer.isComplete() || !isOver(LATELY)) {
        cutNanos = System.nanoTime() + timeout.toNanos();
      }
      multiplexed.shutdown(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } else if (webSocket != null) {
      int status = WebSocketCloseStatus.ENDPOINT_UNAVAILABLE.code();
      webSocket.close((short) status, "The server is shutting down");
    }
  }

  private void turnTo(Phase next) {
    phase = next;
    since = now();
  }

  private long now() {
    return sweep == null ? 0 : sweep.now();
  }

  private boolean isOver(Duration sinceThen) {
    return sweep != null && sweep.isOver(since, sinceThen);
  }

  private void unlink(MountedResponse request) {
    if (requests == request) {
      requests = request.sibling;
    } else {
      for (MountedResponse r = requests; r != null; r = r.sibling) {
        if (r.sibling == request) {
          r.sibling = request.sibling;
          break;
        }
      }
    }
    request.sibling = null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    sweep = connections.sweep(ctx.channel().eventLoop());
    since = sweep.now();
    sweep.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (sweep != null) {
      sweep.remove(this);
    }
  }

  /**
   * Closes as HTTP/2 has to after a drain: a client goes on telling how much it has read, and what
   * it sends to a closed socket makes the system forget what the client has not read yet. So this
   * side only says that nothing more comes, and the client closes, unless the time is over.
   */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    long left = cutNanos - System.nanoTime();
    if (cutNanos == 0
        || left <= 0
        || connections.areCut()
        || !(ctx.channel() instanceof DuplexChannel duplex)) {
      ctx.close(promise);
      return;
    }
    ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    if (lingering) {
      return;
    }
    lingering = true;
    var cut = ctx.executor().schedule(() -> ctx.close(), left, TimeUnit.NANOSECONDS);
    ctx.channel().closeFuture().addListener(closed -> cut.cancel(false));
    duplex
        .shutdownOutput()
        .addListener(
            shut -> {
              if (!shut.isSuccess()) {
                ctx.close();
              }
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (lingering) {
      ReferenceCountUtil.release(received);
      return;
    }
    if (phase == Phase.CONNECTED || (phase == Phase.IDLE && multiplexed == null)) {
      turnTo(Phase.RECEIVING);
    }
    ctx.fireChannelRead(received);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      broken = cause;
      if (!isInUse()) {
        // Nobody waits for this connection; Vert.x would log each one.
        ctx.close();
        return;
      }
    }
    ctx.fireExceptionCaught(cause);
  }

  private boolean isInUse() {
    return requests != null || multiplexed != null || phase == Phase.UPGRADED;
  }

  /** Whether a failure tells that this connection broke, and so is nobody's but the client's. */
  boolean isBreak(@Nullable Throwable failure) {
    return failure != null && broken != null && (failure == broken || failure.getCause() == broken);
  }

  /** Closes the connection if what it waits for has taken too long. */
  void check() {
    ConnectionSweep times = sweep;
    Channel connection = channel;
    if (times == null || connection == null) {
      return;
    }
    HttpLimits limits = times.limits();
    switch (phase) {
      case RECEIVING -> {
        if (times.isOver(since, limits.headerTimeout())) {
          refuseHead(connection);
        }
      }
      // Pools of clients connect before they need to: not even a first request is owed at once.
      case CONNECTED, IDLE -> {
        if (times.isOver(since, limits.keepAlive())) {
          closeIdle(times, connection);
        }
      }
      case OPEN -> checkBodies(times, connection);
      case UPGRADED -> {}
    }
  }

  private void closeIdle(ConnectionSweep times, Channel connection) {
    if (times.isOver(since, times.limits().keepAlive().multipliedBy(2))) {
      closeAtOnce(connection);
    } else {
      connection.close();
    }
  }

  /** Closes in front of Vert.x, which would wait until the client has taken what is written. */
  private static void closeAtOnce(Channel connection) {
    connection.pipeline().firstContext().close();
  }

  private void refuseHead(Channel connection) {
    // Without the encoder it is no HTTP yet, such as in a TLS handshake.
    if (connection.pipeline().get("httpEncoder") == null) {
      connection.close();
    } else {
      turnTo(Phase.IDLE);
      connection
          .writeAndFlush(ProblemResponse.ofSlowHead())
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void checkBodies(ConnectionSweep times, Channel connection) {
    MountedResponse request = requests;
    while (request != null) {
      MountedResponse following = request.sibling;
      if (request.isEnding()) {
        checkReader(request, times, connection);
      } else if (!request.isBodyAwaited() || request.isBodyHeldBack()) {
        request.bodySeenAt = times.now();
      } else if (request.bodyRead() != request.bodySeen) {
        request.bodySeen = request.bodyRead();
        request.bodySeenAt = times.now();
      } else if (times.isOver(request.bodySeenAt, times.limits().bodyTimeout())) {
        refuseBody(request, connection);
      }
      if (request.isFinished() && !request.isBodyAwaited()) {
        onFinished(request);
      }
      request = following;
    }
  }

  /** A client that takes nothing of a large answer keeps the memory of it from others. */
  private static void checkReader(
      MountedResponse request, ConnectionSweep times, Channel connection) {
    ChannelOutboundBuffer out = connection.unsafe().outboundBuffer();
    long taken = request.bytesWritten() + (out == null ? 0 : out.currentProgress());
    if (taken != request.bodySeen) {
      request.bodySeen = taken;
      request.bodySeenAt = times.now();
    } else if (times.isOver(request.bodySeenAt, times.limits().keepAlive())) {
      if (request.request().version() == HttpVersion.HTTP_2) {
        request.cut();
      } else {
        closeAtOnce(connection);
      }
    }
  }

  private static void refuseBody(MountedResponse request, Channel connection) {
    if (request.isFinished()) {
      connection.close();
    } else {
      ProblemResponse.refuseAndClose(
          request, RefusedRequest.of(408, "The rest of the body did not come in time"));
    }
  }
}
