package dev.penstock.transfer;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Cuts the bytes of a connection into heads, which are collected, and bodies, which are handed on
 * as they come. Its reader says what must come next, whenever it was given what it has asked for;
 * bytes that nobody asked for are a {@link ProtocolException}. Confined to one thread.
 */
final class ByteFeed {
  private final Reader reader;
  private final byte[] head = new byte[64];
  private int wanted;
  private int filled;
  private int body;
  private boolean stopped;

  /** Who wants the bytes. */
  interface Reader {
    /** All bytes of a head; not valid later on. */
    void onHead(ByteBuffer head);

    /**
     * Some bytes of a body; not valid later on.
     *
     * @param last whether none is left
     */
    void onBody(ByteBuf part, boolean last);
  }

  ByteFeed(Reader reader) {
    this.reader = reader;
  }

  /** A head comes next. */
  void expectHead(int bytes) {
    if (bytes > head.length) {
      throw new IllegalArgumentException("a head of " + bytes + " bytes");
    }
    wanted = bytes;
    filled = 0;
  }

  /** A body comes next. */
  void expectBody(int bytes) {
    body = bytes;
  }

  /** Whatever comes is dropped. */
  void stop() {
    stopped = true;
  }

  /** Takes all bytes that can be read of that buffer. */
  void feed(ByteBuf in) {
    while (in.isReadable() && !stopped) {
      if (body > 0) {
        int length = Math.min(body, in.readableBytes());
        body -= length;
        reader.onBody(in.readSlice(length), body == 0);
      } else if (wanted > 0) {
        int length = Math.min(wanted - filled, in.readableBytes());
        in.readBytes(head, filled, length);
        filled += length;
        if (filled == wanted) {
          wanted = 0;
          reader.onHead(ByteBuffer.wrap(head, 0, filled));
        }
      } else {
        throw new ProtocolException(in.readableBytes() + " bytes that nobody has asked for");
      }
    }
  }
}
