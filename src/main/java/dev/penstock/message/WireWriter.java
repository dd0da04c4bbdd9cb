package dev.penstock.message;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes values into a growing buffer. Not thread-safe.
 *
 * <p>Fixed numbers are big-endian. Counts are unsigned and of variable length: seven bits a byte,
 * the lowest first, the high bit set on all but the last. Signed numbers of variable length are
 * zigzag-coded on top of that.
 */
public final class WireWriter {
  private final Buffer out;

  /** A writer with an empty buffer. */
  public WireWriter() {
    this(Buffer.buffer(64));
  }

  /** A writer that appends to a buffer. */
  public WireWriter(Buffer out) {
    this.out = out;
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

  /**
   * A text: its length in bytes, then UTF-8. A text with unpaired surrogates, which UTF-8 cannot
   * tell, goes as UTF-16 instead; the lowest bit of the length says which.
   */
  public void writeString(String value) {
    if (hasUnpairedSurrogate(value)) {
      writeVariable((long) value.length() << 2 | 1);
      for (int i = 0; i < value.length(); i++) {
        out.appendShort((short) value.charAt(i));
      }
    } else {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      writeVariable((long) utf8.length << 1);
      out.appendBytes(utf8);
    }
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

  /** A length and that many bytes. */
  public void writeBytes(byte[] value) {
    writeCount(value.length);
    out.appendBytes(value);
  }

  /** A length and that many bytes. */
  public void writeBuffer(Buffer value) {
    writeCount(value.length());
    out.appendBuffer(value);
  }
}
