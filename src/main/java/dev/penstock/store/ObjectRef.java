package dev.penstock.store;

import java.nio.ByteBuffer;

/**
 * Names one object of one store directory, for whoever on the host can map it; what travels in
 * place of the bytes. A reference may come from anywhere, so who resolves it checks all of it.
 *
 * @param owner id of the process that owns the segment, unique per start
 * @param segment number of the segment
 * @param slot of the object in the segment
 * @param generation how often the slot had been used before
 * @param length bytes
 */
public record ObjectRef(long owner, int segment, int slot, long generation, long length) {
  /** Bytes of an encoded reference. */
  public static final int BYTES = 8 + 4 + 4 + 8 + 8;

  /** The encoded reference: {@link #BYTES} bytes, big-endian. */
  public byte[] encoded() {
    return ByteBuffer.allocate(BYTES)
        .putLong(owner)
        .putInt(segment)
        .putInt(slot)
        .putLong(generation)
        .putLong(length)
        .array();
  }

  /**
   * The reference in so many bytes; any bytes give one, which may name nothing.
   *
   * @throws IllegalArgumentException if it is another number of bytes
   */
  public static ObjectRef decode(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "a reference has " + BYTES + " bytes, not " + bytes.length);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new ObjectRef(in.getLong(), in.getInt(), in.getInt(), in.getLong(), in.getLong());
  }

  @Override
  public String toString() {
    return Long.toHexString(owner) + "/" + segment + "/" + slot + "#" + generation + ":" + length;
  }
}
