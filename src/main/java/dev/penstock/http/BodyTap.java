package dev.penstock.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of one request of HTTP/1 where the decoder leaves it, in Netty's own memory:
 * Vert.x would copy each chunk to the heap first.
 *
 * <p>A chunk that the reader cannot take now, since it has no room, goes the way through Vert.x,
 * which keeps it and slows the client down. {@code queued} is the last that went there: until the
 * reader has seen it, all others follow it, so that none overtakes another. Confined to the event
 * loop of its connection; leaves the pipeline after the last chunk.
 */
final class BodyTap extends ChannelInboundHandlerAdapter {
  private static final byte[] WHATEVER_CAME_BEFORE = {};

  private final Reader reader;
  private byte @Nullable [] queued = WHATEVER_CAME_BEFORE;

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
    if (chunk.hasArray() && chunk.array() == queued) {
      queued = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    boolean last = received instanceof LastHttpContent;
    if (received instanceof HttpContent chunk
        && chunk.decoderResult().isSuccess()
        && chunk.content().isReadable()) {
      ByteBuf bytes = chunk.content();
      if (queued == null && reader.take(bytes)) {
        bytes.release();
        if (last) {
          ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
      } else {
        byte[] copy = ByteBufUtil.getBytes(bytes);
        bytes.release();
        queued = copy;
        ctx.fireChannelRead(chunk.replace(Unpooled.wrappedBuffer(copy)));
      }
    } else {
      ctx.fireChannelRead(received);
    }
    if (last) {
      ctx.pipeline().remove(this);
    }
  }
}
