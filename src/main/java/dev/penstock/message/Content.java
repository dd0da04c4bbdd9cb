package dev.penstock.message;

import java.nio.ByteBuffer;

/**
 * Bytes that any number of instances share, and that do not change. Counted: who makes one has the
 * first hold, each lease has one of its own. Thread-safe.
 */
abstract sealed class Content permits HeapContent, DirectContent, ObjectContent {
  /** Number of bytes. */
  abstract int length();

  /**
   * One more hold.
   *
   * @return false if the last one has ended
   */
  abstract boolean retain();

  /**
   * One hold less.
   *
   * @param viewed whether views that were given out under this hold may still be read
   */
  abstract void release(boolean viewed);

  /**
   * All bytes: read-only, direct, native order, aligned to 64 bytes.
   *
   * @param keep stays reachable as long as the view is, if memory depends on it
   */
  abstract ByteBuffer view(Object keep);

  /** All bytes for reading at once, while a hold is sure; read-only, native order. */
  abstract ByteBuffer peek();

  /** Whether the last release gives something back; holds need not be counted otherwise. */
  boolean counted() {
    return true;
  }

  /** Whether the bytes lie in the object store. */
  boolean stored() {
    return false;
  }
}
