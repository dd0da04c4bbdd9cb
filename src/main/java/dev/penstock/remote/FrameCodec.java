package dev.penstock.remote;

import dev.penstock.message.Envelope;
import dev.penstock.message.EnvelopeCodec;
import dev.penstock.message.KnownHeads;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.message.WireWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a message on the bus; nobody else reads or writes them.
 *
 * <pre>
 *   version (byte, 1) | sender (text) | number (long) | envelopes (a block each)
 *   | seal ({@value FrameSeal#BYTES} bytes), if the cluster has a secret
 * </pre>
 *
 * The number counts the frames from a sender to a receiver, from 1.
 */
final class FrameCodec {
  private static final int VERSION = 1;

  private final String self;
  private final @Nullable FrameSeal seal;
  private final KnownHeads heads = new KnownHeads();

  /** Envelopes and the node that they come from. */
  record Frame(String sender, long number, List<Envelope> envelopes) {}

  /**
   * The frames from and to a node.
   *
   * @param seal null for a cluster without a secret
   */
  FrameCodec(String self, @Nullable FrameSeal seal) {
    this.self = self;
    this.seal = seal;
  }

  /** Whether only who knows the secret can send. */
  boolean sealed() {
    return seal != null;
  }

  /**
   * A frame without envelopes so far; {@link #add} puts them in.
   *
   * @param bytes of which there will be about so many
   */
  WireWriter begin(long number, int bytes) {
    WireWriter out = new WireWriter(bytes);
    out.writeByte(VERSION);
    out.writeString(self);
    out.writeLong(number);
    return out;
  }

  /** One more envelope; nothing of it if it cannot be encoded. */
  void add(Envelope envelope, WireWriter frame) {
    int block = frame.beginBlock();
    try {
      EnvelopeCodec.write(envelope, frame);
    } catch (RuntimeException e) {
      frame.dropBlock(block);
      throw e;
    }
    frame.endBlock(block);
  }

  /** The whole frame, for that node. */
  Buffer end(String receiver, WireWriter frame) {
    Buffer bytes = frame.buffer();
    if (seal != null) {
      bytes.appendBytes(seal.of(receiver, ((BufferInternal) bytes).getByteBuf().nioBuffer()));
    }
    return bytes;
  }

  /**
   * What a node has sent. On one thread.
   *
   * @throws ValueException if the bytes are no frame, or its sender does not know the secret
   */
  Frame decode(Buffer bytes) {
    WireReader in = new WireReader(unsealed(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new ValueException("a message of version " + version + ", this node speaks " + VERSION);
    }
    String sender = in.readString();
    long number = in.readLong();
    List<Envelope> envelopes = new ArrayList<>();
    while (in.remaining() > 0) {
      int outer = in.beginBlock();
      envelopes.add(EnvelopeCodec.read(in, heads));
      in.endBlock(outer);
    }
    return new Frame(sender, number, envelopes);
  }

  private Buffer unsealed(Buffer bytes) {
    if (seal == null) {
      return bytes;
    }
    int length = bytes.length() - FrameSeal.BYTES;
    if (length <= 0) {
      throw new ValueException("a message of " + bytes.length() + " bytes, too short for a seal");
    }
    Buffer frame = bytes.slice(0, length);
    byte[] its = bytes.getBytes(length, bytes.length());
    if (!seal.fits(self, ((BufferInternal) frame).getByteBuf().nioBuffer(), its)) {
      throw new ValueException("the sender of a message does not know cluster.secret");
    }
    return frame;
  }
}
