package dev.penstock.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Few bytes, on the heap: the garbage collector counts for them. Each view is a copy. */
final class HeapContent extends Content {
  /** No bytes. */
  static final HeapContent NOTHING = new HeapContent(new byte[0]);

  private final byte[] bytes;

  /** Bytes that nobody changes any more. */
  HeapContent(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  int length() {
    return bytes.length;
  }

  @Override
  boolean counted() {
    return false;
  }

  @Override
  boolean retain() {
    return true;
  }

  @Override
  void release(boolean viewed) {}

  @Override
  ByteBuffer view(Object keep) {
    return SmallViews.copy(bytes);
  }

  @Override
  ByteBuffer peek() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }
}
