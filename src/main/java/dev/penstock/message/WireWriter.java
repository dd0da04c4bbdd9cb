package dev.penstock.message;

import dev.penstock.store.ObjectRef;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes values into a growing buffer. Not thread-safe.
 *
 * <p>Fixed numbers are big-endian. Counts are unsigned and of variable length: seven bits a byte,
 * the lowest first, the high bit set on all but the last. Signed numbers of variable length are
 * zigzag-coded on top of that.
 *
 * <p>A writer that was given {@link SentObjects} puts texts and bytes of at least the threshold
 * into the object store, if one is open, and writes a reference in their place:
 *
 * <pre>
 *   bytes   count &lt;&lt; 1     | so many bytes
 *           1              | reference
 *   text    count &lt;&lt; 2     | so many bytes of UTF-8
 *           count &lt;&lt; 2 | 1 | so many bytes of UTF-16, big-endian
 *           2, or 3        | reference to bytes of UTF-8, or UTF-16
 *
 *   reference   {@link ObjectRef#BYTES} bytes
 * </pre>
 */
public final class WireWriter {
  static final int STORED_BYTES = 1;
  static final int UTF_16 = 1;
  static final int STORED_TEXT = 2;

  private Buffer out;
  private final @Nullable SentObjects sent;
  private final @Nullable WireStreams streams;

  /** A writer that writes everything in place. */
  public WireWriter() {
    this(null);
  }

  /**
   * A writer of what goes to another process.
   *
   * @param sent holds the objects that are written as references, also when writing fails; null to
   *     write everything in place
   */
  public WireWriter(@Nullable SentObjects sent) {
    this(sent, null);
  }

  /**
   * A writer of the arguments of a call.
   *
   * @param sent as above
   * @param streams takes the streams among them; null if there must be none
   */
  WireWriter(@Nullable SentObjects sent, @Nullable WireStreams streams) {
    this(64, sent, streams);
  }

  /**
   * A writer that writes everything in place.
   *
   * @param bytes of which there will be about so many
   */
  public WireWriter(int bytes) {
    this(bytes, null, null);
  }

  private WireWriter(int bytes, @Nullable SentObjects sent, @Nullable WireStreams streams) {
    this.out = Buffer.buffer(bytes);
    this.sent = sent;
    this.streams = streams;
  }

  /** Begins a block, whose length goes in front of it; {@link #endBlock} gets what this gives. */
  public int beginBlock() {
    int start = out.length();
    out.appendInt(0);
    return start;
  }

  /** The block is complete. */
  public void endBlock(int start) {
    out.setInt(start, out.length() - start - Integer.BYTES);
  }

  /** Takes a block back that is not complete. */
  public void dropBlock(int start) {
    out = out.getBuffer(0, start);
  }

  /** The number of a stream, which crosses beside what is written. */
  void writeStream(WireStreams.WireStream stream) {
    if (streams == null) {
      throw new ValueException("no stream may stand here");
    }
    writeCount(streams.add(stream));
  }

  /** What was written so far; further writes go into the same buffer. */
  public Buffer buffer() {
    return out;
  }

  /** The lowest eight bits. */
  public void writeByte(int value) {
    out.appendByte((byte) value);
  }

  /** One byte, 0 or 1. */
  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /**
   * A length or number of things.
   *
   * @param count not negative
   */
  public void writeCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("a count must not be negative, was " + count);
    }
    writeVariable(count);
  }

  /** A signed number, short if it is near zero. */
  public void writeNumber(long value) {
    writeVariable((value << 1) ^ (value >> 63));
  }

  private void writeVariable(long bits) {
    long rest = bits;
    while ((rest & ~0x7FL) != 0) {
      writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  /** Eight bytes. */
  public void writeLong(long value) {
    out.appendLong(value);
  }

  /** Four bytes, the exact bits. */
  public void writeFloat(float value) {
    out.appendInt(Float.floatToRawIntBits(value));
  }

  /** Eight bytes, the exact bits. */
  public void writeDouble(double value) {
    out.appendLong(Double.doubleToRawLongBits(value));
  }

  /** A text: as UTF-8, or as UTF-16 if it has unpaired surrogates, which UTF-8 cannot tell. */
  public void writeString(String value) {
    boolean utf16 = hasUnpairedSurrogate(value);
    byte[] text = utf16 ? utf16(value) : value.getBytes(StandardCharsets.UTF_8);
    int form = utf16 ? UTF_16 : 0;
    ObjectContent stored = store(text.length, room -> room.put(text));
    if (stored != null) {
      writeReference(STORED_TEXT | form, stored);
    } else {
      writeVariable((long) text.length << 2 | form);
      out.appendBytes(text);
    }
  }

  /** By hand: the encoder of the JDK replaces what is unpaired. */
  private static byte[] utf16(String value) {
    ByteBuffer text = ByteBuffer.allocate(Math.multiplyExact(value.length(), Character.BYTES));
    text.asCharBuffer().put(value);
    return text.array();
  }

  private static boolean hasUnpairedSurrogate(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1));
        if (!paired) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /** A text or null. */
  public void writeNullableString(@Nullable String value) {
    writeBoolean(value != null);
    if (value != null) {
      writeString(value);
    }
  }

  /** Some bytes. */
  public void writeBytes(byte[] value) {
    ObjectContent stored = store(value.length, room -> room.put(value));
    if (stored != null) {
      writeReference(STORED_BYTES, stored);
    } else {
      writeVariable((long) value.length << 1);
      out.appendBytes(value);
    }
  }

  /** Some bytes. */
  public void writeBuffer(Buffer value) {
    ObjectContent stored = store(value.length(), room -> PayloadFactory.copy(value, room));
    if (stored != null) {
      writeReference(STORED_BYTES, stored);
    } else {
      writeVariable((long) value.length() << 1);
      out.appendBuffer(value);
    }
  }

  /** The bytes of a content that is held while this runs; one of the store as its reference. */
  void writeContent(Content content) {
    if (sent != null && content instanceof ObjectContent object && object.retain()) {
      writeReference(STORED_BYTES, object);
      return;
    }
    ObjectContent stored = store(content.length(), room -> room.put(content.peek()));
    if (stored != null) {
      writeReference(STORED_BYTES, stored);
      return;
    }
    writeVariable((long) content.length() << 1);
    ByteBuffer bytes = content.peek();
    if (bytes.hasRemaining()) {
      out.appendBuffer(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)));
    }
  }

  /** An object of those bytes if they belong into the store; with one hold. */
  private @Nullable ObjectContent store(int length, Consumer<ByteBuffer> fill) {
    if (sent == null || length < PayloadMemory.threshold() || !PayloadMemory.hasStore()) {
      return null;
    }
    // Direct memory if the store was closed meanwhile; nobody gives that back but the collector.
    return PayloadMemory.make(length, false, fill) instanceof ObjectContent made ? made : null;
  }

  /** Takes over one hold. */
  private void writeReference(int form, ObjectContent object) {
    if (sent == null) {
      throw new IllegalStateException("no object was asked for");
    }
    sent.add(object);
    writeVariable(form);
    writeReference(object.object().ref());
  }

  /** The name of an object, which somebody else holds. */
  void writeReference(ObjectRef ref) {
    out.appendBytes(ref.encoded());
  }
}
