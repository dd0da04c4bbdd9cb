package dev.penstock.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct copies of bytes from the heap, which moves: native code wants bytes that stay, and aligned
 * ones.
 *
 * <p>They are cut from chunks of one thread, since a direct buffer of its own costs a microsecond.
 * A chunk lives as long as any copy in it.
 */
final class SmallViews {
  private static final int ALIGNMENT = 64;
  private static final int CHUNK = 64 << 10;
  private static final int LARGEST_SHARED = 4 << 10;
  private static final ThreadLocal<ByteBuffer> CHUNKS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(0));

  private SmallViews() {}

  /** A read-only direct copy in native order, aligned to 64 bytes. */
  static ByteBuffer copy(byte[] bytes) {
    ByteBuffer room =
        bytes.length > LARGEST_SHARED ? aligned(bytes.length) : fromChunk(bytes.length);
    return room.put(0, bytes).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer fromChunk(int length) {
    ByteBuffer chunk = CHUNKS.get();
    if (chunk.remaining() < length) {
      chunk = aligned(CHUNK);
      CHUNKS.set(chunk);
    }
    int start = chunk.position();
    int taken = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    chunk.position(Math.min(chunk.limit(), start + taken));
    return chunk.slice(start, length);
  }

  /** A direct buffer of so many bytes, aligned to 64 bytes; zeroed. */
  static ByteBuffer aligned(int length) {
    // An aligned slice is cut at both ends.
    int enough = Math.addExact(length, 2 * ALIGNMENT);
    return ByteBuffer.allocateDirect(enough).alignedSlice(ALIGNMENT).slice(0, length);
  }
}
