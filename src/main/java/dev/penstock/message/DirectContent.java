package dev.penstock.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many bytes where no store is open, as in unit tests: direct memory, which the JDK frees when the
 * last view is unreachable. With poison it is filled with 0xDE before, unless a view may be read.
 */
final class DirectContent extends Content {
  private static final byte POISON = (byte) 0xDE;

  private final ByteBuffer bytes;
  private final boolean poison;
  private final AtomicInteger holds = new AtomicInteger(1);

  /** Views may be read as long as they are reachable: written before the hold is given back. */
  private volatile boolean spared;

  /** Bytes that nobody else changes any more. */
  DirectContent(ByteBuffer bytes, boolean poison) {
    this.bytes = bytes;
    this.poison = poison;
  }

  @Override
  int length() {
    return bytes.capacity();
  }

  @Override
  boolean retain() {
    int before = holds.get();
    while (before > 0) {
      if (holds.compareAndSet(before, before + 1)) {
        return true;
      }
      before = holds.get();
    }
    return false;
  }

  @Override
  void release(boolean viewed) {
    if (viewed) {
      spared = true;
    }
    if (holds.decrementAndGet() == 0 && poison && !spared) {
      for (int i = 0; i < bytes.capacity(); i++) {
        bytes.put(i, POISON);
      }
    }
  }

  @Override
  ByteBuffer view(Object keep) {
    return bytes.asReadOnlyBuffer().clear().order(ByteOrder.nativeOrder());
  }

  @Override
  ByteBuffer peek() {
    return view(this);
  }
}
