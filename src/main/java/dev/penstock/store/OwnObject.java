package dev.penstock.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * An object of this process and its local holds. Once these are zero they stay so: who acquires the
 * same object later gets another instance.
 */
final class OwnObject implements StoredObject {
  private static final VarHandle HOLDS;

  static {
    try {
      HOLDS = MethodHandles.lookup().findVarHandle(OwnObject.class, "holds", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Where the object is; the room is somebody else's once the object was recycled. */
  final Room room;

  final int slot;
  final long offset;

  /** Bytes of the room. */
  final long size;

  final long generation;

  private final Segment segment;
  private final int length;

  @SuppressWarnings("unused") // by HOLDS
  private volatile int holds = 1;

  /** With one hold. */
  OwnObject(Segment segment, Room room, long generation, int length) {
    this.segment = segment;
    this.room = room;
    this.slot = room.slot;
    this.offset = room.offset;
    this.size = room.length;
    this.generation = generation;
    this.length = length;
  }

  private OwnObject(OwnObject last) {
    this.segment = last.segment;
    this.room = last.room;
    this.slot = last.slot;
    this.offset = last.offset;
    this.size = last.size;
    this.generation = last.generation;
    this.length = last.length;
  }

  /** The same object with a new hold. */
  OwnObject again() {
    return new OwnObject(this);
  }

  boolean isNamedBy(ObjectRef ref) {
    return ref.generation() == generation && ref.length() == length;
  }

  Segment segment() {
    return segment;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public ObjectRef ref() {
    return segment.ref(this);
  }

  @Override
  public boolean retain() {
    int now = holds;
    while (now > 0) {
      int seen = (int) HOLDS.compareAndExchange(this, now, now + 1);
      if (seen == now) {
        return true;
      }
      now = seen;
    }
    return false;
  }

  @Override
  public void release() {
    int before = (int) HOLDS.getAndAdd(this, -1);
    if (before == 1) {
      segment.onLastRelease(this);
    } else if (before <= 0) {
      HOLDS.getAndAdd(this, 1);
      throw new IllegalStateException("object " + ref() + " was released more often than held");
    }
  }

  @Override
  public ByteBuffer view(Object keep) {
    return segment.view(this, keep).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }

  @Override
  public void lend(Duration time) {
    segment.lend(this, time.toMillis());
  }
}
