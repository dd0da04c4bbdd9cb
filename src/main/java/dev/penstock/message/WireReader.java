package dev.penstock.message;

import dev.penstock.store.ObjectRef;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads values from a buffer that came from another node; every length is checked.
 *
 * <p>Each method throws {@link ValueException} if the bytes end too early or cannot be what is
 * asked for, and {@link dev.penstock.CallFailedException} STALE_OBJECT for a reference to an object
 * that is not there. Not thread-safe.
 */
public final class WireReader {
  private static final char REPLACEMENT = '\uFFFD';

  private final Buffer in;
  private final Cargo cargo;
  private final @Nullable WireStreams streams;
  private final @Nullable FetchedObjects fetched;
  private int position;

  /** Where the block ends that is read. */
  private int end;

  /** A reader of the whole buffer, in which no reference and no tensor or blob may stand. */
  public WireReader(Buffer in) {
    this(in, Cargo.NONE);
  }

  /**
   * A reader of the whole buffer, which was written on this host.
   *
   * @param cargo takes the instances that are read, also when reading fails later on
   */
  public WireReader(Buffer in, Cargo cargo) {
    this(in, cargo, null);
  }

  /**
   * A reader of the whole buffer.
   *
   * @param cargo takes the instances that are read, also when reading fails later on
   * @param fetched what the references name, if the buffer was written on another host; null if
   *     they name what this host can map
   */
  public WireReader(Buffer in, Cargo cargo, @Nullable FetchedObjects fetched) {
    this(in, cargo, fetched, null);
  }

  /**
   * A reader of the arguments of a call.
   *
   * @param cargo as above
   * @param fetched as above
   * @param streams takes the streams among them; null if there must be none
   */
  public WireReader(
      Buffer in, Cargo cargo, @Nullable FetchedObjects fetched, @Nullable WireStreams streams) {
    this.in = in;
    this.end = in.length();
    this.cargo = cargo;
    this.fetched = fetched;
    this.streams = streams;
  }

  /** A stream that crosses beside what is read. */
  void readStream(WireStreams.WireStream stream) {
    int number = (int) Math.min(Integer.MAX_VALUE, readVariable());
    if (streams == null || streams.add(stream) != number) {
      throw new ValueException("a stream before byte " + position + ", where none may stand");
    }
  }

  /** What takes the instances that are read. */
  Cargo cargo() {
    return cargo;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - position;
  }

  /**
   * Begins to read what stands between {@link WireWriter#beginBlock} and {@link
   * WireWriter#endBlock}: nothing behind it is read until {@link #endBlock} has got what this
   * gives.
   */
  public int beginBlock() {
    int length = in.getInt(take(Integer.BYTES));
    if (length < 0 || length > remaining()) {
      throw new ValueException(
          "a block of " + length + " bytes before byte " + position + ", of " + remaining());
    }
    int outer = end;
    end = position + length;
    return outer;
  }

  /** Checks that nothing is left of the block. */
  public void endBlock(int outer) {
    end();
    end = outer;
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
    return count(readVariable());
  }

  private int count(long count) {
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
    boolean utf16 = (header & WireWriter.UTF_16) != 0;
    if ((header & WireWriter.STORED_TEXT) != 0) {
      byte[] text = stored(header >>> 2);
      return utf16 ? utf16(text, -1) : utf8(text, -1);
    }
    int length = count(header >>> 2);
    int start = take(length);
    byte[] text = in.getBytes(start, start + length);
    return utf16 ? utf16(text, start) : utf8(text, start);
  }

  private static String utf8(byte[] text, int start) {
    String value = new String(text, StandardCharsets.UTF_8);
    // That is many times as fast as a decoder that is strict, and puts this where bytes are wrong.
    if (value.indexOf(REPLACEMENT) < 0) {
      return value;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new ValueException("a text that is no UTF-8 " + where(start));
    }
  }

  private static String where(int start) {
    return start < 0 ? "in an object" : "at byte " + start;
  }

  private static String utf16(byte[] text, int start) {
    if (text.length % 2 != 0) {
      throw new ValueException("half a character " + where(start));
    }
    return ByteBuffer.wrap(text).asCharBuffer().toString();
  }

  /** A text or null. */
  public @Nullable String readNullableString() {
    return readBoolean() ? readString() : null;
  }

  /** Some bytes, as a copy. */
  public byte[] readBytes() {
    long header = readVariable();
    if ((header & WireWriter.STORED_BYTES) != 0) {
      return stored(header >>> 1);
    }
    int length = count(header >>> 1);
    int start = take(length);
    return in.getBytes(start, start + length);
  }

  /** Some bytes that stand in the buffer that is read, as a view of it. */
  public Buffer readSlice() {
    long header = readVariable();
    if ((header & WireWriter.STORED_BYTES) != 0) {
      throw new ValueException("a reference where the bytes themselves are wanted");
    }
    int length = count(header >>> 1);
    int start = take(length);
    return in.slice(start, start + length);
  }

  /**
   * The content that {@link WireWriter#writeContent} wrote, with one hold.
   *
   * @param bytes how many it must have; negative for any number
   */
  Content readContent(long bytes) {
    long header = readVariable();
    if ((header & WireWriter.STORED_BYTES) != 0) {
      ObjectRef ref = reference(header >>> 1);
      checkLength(bytes, ref.length());
      return acquire(ref);
    }
    int length = count(header >>> 1);
    checkLength(bytes, length);
    int start = take(length);
    return length < PayloadMemory.threshold()
        ? new HeapContent(in.getBytes(start, start + length))
        : PayloadMemory.make(
            length, false, room -> PayloadFactory.copy(in.slice(start, start + length), room));
  }

  private static void checkLength(long wanted, long actual) {
    if (wanted >= 0 && wanted != actual) {
      throw new ValueException("expected " + wanted + " bytes, got " + actual);
    }
  }

  private ObjectContent acquire(ObjectRef ref) {
    return fetched == null ? PayloadMemory.acquire(ref) : fetched.acquire(ref);
  }

  /** The bytes of an object, which is let go at once. */
  private byte[] stored(long rest) {
    ObjectContent object = acquire(reference(rest));
    try {
      byte[] bytes = new byte[object.length()];
      object.peek().get(bytes);
      return bytes;
    } finally {
      object.release(false);
    }
  }

  /**
   * A reference.
   *
   * @param rest of the number before it, which has nothing more to tell
   */
  private ObjectRef reference(long rest) {
    if (rest != 0) {
      throw new ValueException("a reference with a length of its own before byte " + position);
    }
    if (cargo == Cargo.NONE) {
      throw new ValueException("a reference where none may stand before byte " + position);
    }
    return readReference();
  }

  /** The name of an object. */
  ObjectRef readReference() {
    int start = take(ObjectRef.BYTES);
    return ObjectRef.decode(in.getBytes(start, start + ObjectRef.BYTES));
  }
}
