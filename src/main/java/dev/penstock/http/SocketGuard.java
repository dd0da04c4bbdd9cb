package dev.penstock.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.TimeUnit;

/**
 * Closes a WebSocket whose client breaks the protocol, with the status that RFC 6455 section 7.4.1
 * has for it; Vert.x would close it as if all were well. Confined to the socket's event loop.
 */
final class SocketGuard extends ChannelInboundHandlerAdapter {
  /** For the client to read the close frame: closing at once might reset the connection. */
  private static final long CLOSE_DELAY_MILLIS = 200;

  private final ServerWebSocket socket;

  private SocketGuard(ServerWebSocket socket) {
    this.socket = socket;
  }

  /** Guards a socket that was just opened on a connection. */
  static void install(ChannelPipeline pipeline, ServerWebSocket socket) {
    pipeline.addBefore("handler", "utf8", new Utf8FrameValidator(false));
    pipeline.addBefore("handler", "socketGuard", new SocketGuard(socket));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      socket.close((short) corrupted.closeStatus().code(), corrupted.getMessage());
      // Nothing is decoded any more, so the client's own close frame will not be seen.
      ctx.executor().schedule(() -> ctx.close(), CLOSE_DELAY_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
