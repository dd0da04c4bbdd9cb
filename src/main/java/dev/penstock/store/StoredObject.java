package dev.penstock.store;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A sealed object that this process holds: its bytes do not change, and are not recycled before the
 * last hold was released. Holds are counted within the process; the first owner of one, who created
 * or acquired the object, has one of them. Thread-safe.
 */
public interface StoredObject {
  /** Bytes; at most {@link Integer#MAX_VALUE}. */
  int length();

  /** The object's name for other processes of the host. Valid while somebody holds it. */
  ObjectRef ref();

  /**
   * One more hold.
   *
   * @return false if the last one was released already
   */
  boolean retain();

  /** One hold less; the last one lets the owner recycle the memory. Never blocks. */
  void release();

  /**
   * The bytes: direct, read-only, native order, aligned to 4096 bytes. The addresses stay mapped as
   * long as the buffer, or one made from it, is reachable; the bytes are the object's only while it
   * is held.
   *
   * @param keep stays reachable as long as the buffer does
   */
  ByteBuffer view(Object keep);

  /**
   * Keeps the object for a process that was told {@link #ref} and has not acquired it yet, also
   * when all holds are released: until that one has, but no longer than {@code time}. Called once
   * for each that was told. Only for objects of this process.
   */
  void lend(Duration time);
}
