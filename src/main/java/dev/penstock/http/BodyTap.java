package dev.penstock.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of one request of HTTP/1 where the decoder leaves it, in Netty's own memory:
 * Vert.x would copy each chunk to the heap first.
 *
 * <p>What Vert.x has got already goes first: until the reader has seen {@code marked}, the last
 * chunk that went there, all others follow it. What the reader cannot take, since it has no room,
 * is held, and the connection is not read meanwhile. Confined to the event loop of its connection;
 * leaves the pipeline after the last chunk, and what was held behind that, of the client's next
 * requests, passes untouched.
 */
final class BodyTap extends ChannelInboundHandlerAdapter {
  private static final byte[] WHATEVER_CAME_BEFORE = {};

  private final Reader reader;
  private final Deque<Object> held = new ArrayDeque<>();
  private byte @Nullable [] marked = WHATEVER_CAME_BEFORE;
  private @Nullable ChannelHandlerContext here;
  private boolean releasing;
  private boolean over;

  /** Who wants the chunks. */
  interface Reader {
    /** Takes the bytes of a chunk, or leaves it as it is; called on the event loop. */
    boolean take(ByteBuf chunk);
  }

  private BodyTap(Reader reader) {
    this.reader = reader;
  }

  /** Taps a connection, behind the decoder and in front of Vert.x. On its event loop. */
  static BodyTap on(Channel connection, Reader reader) {
    BodyTap tap = new BodyTap(reader);
    connection.pipeline().addBefore("handler", null, tap);
    return tap;
  }

  /** The reader has got a chunk by way of Vert.x. */
  void onArrived(ByteBuf chunk) {
    if (chunk.hasArray() && chunk.array() == marked) {
      marked = null;
    }
  }

  /** The reader can take more. */
  void release() {
    ChannelHandlerContext ctx = here;
    if (releasing || ctx == null || held.isEmpty()) {
      return;
    }
    releasing = true;
    try {
      while (!held.isEmpty()) {
        if (!pass(ctx, held.element())) {
          return;
        }
        held.remove();
      }
    } finally {
      releasing = false;
    }
    ctx.channel().config().setAutoRead(true);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    here = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    here = null;
    if (!releasing) {
      held.forEach(ReferenceCountUtil::release);
      held.clear();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (!held.isEmpty() || !pass(ctx, received)) {
      held.add(received);
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** Hands something on; false if the reader cannot take it now. */
  private boolean pass(ChannelHandlerContext ctx, Object received) {
    if (over) {
      ctx.fireChannelRead(received);
      return true;
    }
    boolean last = received instanceof LastHttpContent;
    if (received instanceof HttpContent chunk
        && chunk.decoderResult().isSuccess()
        && chunk.content().isReadable()) {
      ByteBuf bytes = chunk.content();
      if (marked != null) {
        byte[] copy = ByteBufUtil.getBytes(bytes);
        marked = copy;
        bytes.release();
        ctx.fireChannelRead(chunk.replace(Unpooled.wrappedBuffer(copy)));
      } else if (reader.take(bytes)) {
        bytes.release();
        if (last) {
          ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
      } else {
        return false;
      }
    } else {
      ctx.fireChannelRead(received);
    }
    if (last) {
      over = true;
      ctx.pipeline().remove(this);
    }
    return true;
  }
}
