package dev.penstock.remote;

import dev.penstock.message.Envelope;
import dev.penstock.message.EnvelopeCodec;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.message.WireWriter;
import io.vertx.core.buffer.Buffer;

/**
 * The bytes of a message on the bus; nobody else reads or writes them.
 *
 * <pre>
 *   version (byte, 1) | sender (text) | envelope (bytes)
 * </pre>
 */
final class FrameCodec {
  private static final int VERSION = 1;

  /** An envelope and the node that it comes from. */
  record Frame(String sender, Envelope envelope) {}

  private FrameCodec() {}

  static Buffer encode(String sender, Envelope envelope) {
    WireWriter out = new WireWriter();
    out.writeByte(VERSION);
    out.writeString(sender);
    out.writeBuffer(EnvelopeCodec.encode(envelope));
    return out.buffer();
  }

  /**
   * What a node has sent.
   *
   * @throws ValueException if the bytes are no frame
   */
  static Frame decode(Buffer bytes) {
    WireReader in = new WireReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new ValueException("a message of version " + version + ", this node speaks " + VERSION);
    }
    String sender = in.readString();
    Envelope envelope = EnvelopeCodec.decode(in.readSlice());
    in.end();
    return new Frame(sender, envelope);
  }
}
