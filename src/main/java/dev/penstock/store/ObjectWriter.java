package dev.penstock.store;

import java.nio.ByteBuffer;

/**
 * An object that is being written: room in the store that nobody else sees. Ends by exactly one of
 * {@link #seal} and {@link #abort}; not thread-safe.
 */
public interface ObjectWriter {
  /**
   * The room: direct, native order, aligned to 4096 bytes; not zeroed. Must not be written to after
   * the end: the memory may be somebody else's by then.
   */
  ByteBuffer buffer();

  /** The object with the first {@code length} bytes; the rest of the room is given back. */
  StoredObject seal(int length);

  /** The object, as long as the room. */
  StoredObject seal();

  /** Gives the room back. Does nothing after an end, so that it may stand in a finally. */
  void abort();
}
