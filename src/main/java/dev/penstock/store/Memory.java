package dev.penstock.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A part of a file, mapped: the only way to raw memory in this package.
 *
 * <p>Words are 64 bits in native order at offsets that are multiples of 8. All methods are
 * thread-safe; none may be called after {@link #unmap}.
 */
interface Memory {
  /** Bytes that are mapped. */
  long size();

  /** A word, with acquire semantics. */
  long readVolatile(long offset);

  /** Writes a word after everything that the thread wrote before it, and does not wait for it. */
  void writeOrdered(long offset, long value);

  /** Changes a word if it is as expected; a full fence either way. */
  boolean compareAndSet(long offset, long expected, long value);

  /**
   * A direct buffer over a part, in native order; it can be written to if the memory can.
   *
   * @param keep stays reachable as long as the buffer, or one that was made from it, is
   */
  ByteBuffer view(long offset, int length, Object keep);

  /**
   * Gives the addresses back at once. A view that is used afterwards brings down the JVM, so the
   * caller must know that there is none; without this it happens when all of them are unreachable.
   */
  void unmap();

  /** Maps files. */
  @FunctionalInterface
  interface Mapper {
    /**
     * Maps a part of a file, which must be as long as that: what lies behind the end of a file
     * cannot be touched.
     *
     * @param length at most {@link Integer#MAX_VALUE}
     * @throws IOException also if the file is too short
     */
    Memory map(Path file, long offset, long length, FileChannel.MapMode mode) throws IOException;
  }
}
