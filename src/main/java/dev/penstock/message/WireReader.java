package dev.penstock.message;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads values from a buffer that came from another node; every length is checked.
 *
 * <p>Each method throws {@link ValueException} if the bytes end too early or cannot be what is
 * asked for. Not thread-safe.
 */
public final class WireReader {
  private final Buffer in;
  private int position;

  /** A reader of the whole buffer. */
  public WireReader(Buffer in) {
    this.in = in;
  }

  /** How many bytes are left. */
  public int remaining() {
    return in.length() - position;
  }

  /** Checks that nothing is left. */
  public void end() {
    if (remaining() > 0) {
      throw new ValueException(remaining() + " bytes too many at byte " + position);
    }
  }

  private int take(long bytes) {
    if (bytes > remaining()) {
      throw new ValueException(
          "truncated at byte " + position + ": needs " + bytes + " more, has " + remaining());
    }
    int start = position;
    position += (int) bytes;
    return start;
  }

  /** One byte, from 0 to 255. */
  public int readByte() {
    return in.getUnsignedByte(take(1));
  }

  /** One byte, 0 or 1. */
  public boolean readBoolean() {
    int value = readByte();
    if (value > 1) {
      throw new ValueException("expected 0 or 1 at byte " + (position - 1) + ", got " + value);
    }
    return value == 1;
  }

  /** A number of things that take at least one byte each, hence not more than are left. */
  public int readCount() {
    return checkCount(readVariable());
  }

  private int checkCount(long count) {
    if (count < 0 || count > remaining()) {
      throw new ValueException(
          "a count of "
              + Long.toUnsignedString(count)
              + " before byte "
              + position
              + ", where only "
              + remaining()
              + " bytes are left");
    }
    return (int) count;
  }

  /** What {@link WireWriter#writeNumber} wrote. */
  public long readNumber() {
    long bits = readVariable();
    return (bits >>> 1) ^ -(bits & 1);
  }

  /** What {@link WireWriter#writeNumber} wrote, if it is an {@code int}. */
  public int readInt() {
    long value = readNumber();
    if (value != (int) value) {
      throw new ValueException("number out of range before byte " + position + ": " + value);
    }
    return (int) value;
  }

  private long readVariable() {
    long bits = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      if (shift == 63 && next > 1) {
        break;
      }
      bits |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return bits;
      }
    }
    throw new ValueException("a number of more than 64 bits before byte " + position);
  }

  /** Eight bytes. */
  public long readLong() {
    return in.getLong(take(8));
  }

  /** Four bytes. */
  public float readFloat() {
    return Float.intBitsToFloat(in.getInt(take(4)));
  }

  /** Eight bytes. */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /** A text. */
  public String readString() {
    long header = readVariable();
    int length = checkCount(header >>> 1);
    int start = take(length);
    return (header & 1) == 0 ? utf8(start, length) : utf16(start, length);
  }

  private String utf8(int start, int length) {
    byte[] bytes = in.getBytes(start, start + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ValueException("a text that is no UTF-8 at byte " + start);
    }
  }

  private String utf16(int start, int length) {
    if (length % 2 != 0) {
      throw new ValueException("half a character at byte " + start);
    }
    StringBuilder text = new StringBuilder(length / 2);
    for (int i = start; i < start + length; i += 2) {
      text.append((char) in.getShort(i));
    }
    return text.toString();
  }

  /** A text or null. */
  public @Nullable String readNullableString() {
    return readBoolean() ? readString() : null;
  }

  /** A length and that many bytes. */
  public byte[] readBytes() {
    int length = readCount();
    int start = take(length);
    return in.getBytes(start, start + length);
  }

  /** A length and that many bytes, as a view of the buffer that is read. */
  public Buffer readSlice() {
    int length = readCount();
    int start = take(length);
    return in.slice(start, start + length);
  }
}
