package dev.penstock.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** An object of another process, held by this one: all who have it here share the instance. */
final class ForeignObject implements StoredObject {
  private final ForeignSegment segment;
  private final ObjectRef ref;
  private final int offset;

  /** Holds; once it is 0 it stays so. Leaves 1 downwards only under the lock of the slot. */
  private final AtomicInteger holds = new AtomicInteger(1);

  ForeignObject(ForeignSegment segment, ObjectRef ref, int offset) {
    this.segment = segment;
    this.ref = ref;
    this.offset = offset;
  }

  @Override
  public int length() {
    return (int) ref.length();
  }

  @Override
  public ObjectRef ref() {
    return ref;
  }

  @Override
  public boolean retain() {
    int now = holds.get();
    while (now > 0) {
      if (holds.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holds.get();
    }
    return false;
  }

  @Override
  public void release() {
    int now = holds.get();
    while (now > 1) {
      if (holds.compareAndSet(now, now - 1)) {
        return;
      }
      now = holds.get();
    }
    segment.lastRelease(this);
  }

  /** Takes one hold off, under the lock of the slot; whether it was the last one. */
  boolean dropLast() {
    int before = holds.getAndUpdate(now -> Math.max(0, now - 1));
    if (before == 0) {
      throw new IllegalStateException("object " + ref + " was released more often than held");
    }
    return before == 1;
  }

  @Override
  public ByteBuffer view(Object keep) {
    return segment.view(offset, length(), keep);
  }

  @Override
  public void lend(Duration time) {
    throw new IllegalStateException("object " + ref + " can be lent by its owner only");
  }
}
