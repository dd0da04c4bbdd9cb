package dev.penstock.store;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A mapped segment of another process: its headers can be written to, its data only read.
 *
 * <p>Invariants: the own bit of a slot is set while {@link #held} has an object there, which is
 * while holds on that object are above 0; a step from 0 holds to 1 or back is taken under the lock
 * of the slot, all others by a compare-and-set on the object. The bit is set before the word of the
 * slot is read, and the owner retires a slot before it reads the bits, so one sees the other.
 */
final class ForeignSegment {
  private static final int LOCKS = 64;

  private final SegmentHeader header;
  private final Memory headers;
  private final Memory data;
  private final long bit;
  private final AtomicReferenceArray<@Nullable ForeignObject> held;
  private final Object[] locks = new Object[LOCKS];
  private volatile boolean closed;

  ForeignSegment(SegmentHeader header, Memory headers, Memory data, long bit) {
    this.header = header;
    this.headers = headers;
    this.data = data;
    this.bit = bit;
    this.held = new AtomicReferenceArray<>(header.slots());
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** The object of a reference to this segment, with one more hold. */
  StoredObject acquire(ObjectRef ref) {
    if (closed) {
      throw new StaleObjectException(ref, "the store is closed");
    }
    int slot = ref.slot();
    if (slot < 0 || slot >= header.slots()) {
      throw new StaleObjectException(ref, "the segment has " + header.slots() + " slots");
    }
    ForeignObject object = held.get(slot);
    if (object == null || !object.ref().equals(ref) || !object.retain()) {
      object = firstHold(ref);
    }
    takeLease(slot);
    return object;
  }

  private ForeignObject firstHold(ObjectRef ref) {
    int slot = ref.slot();
    synchronized (lock(slot)) {
      ForeignObject object = held.get(slot);
      if (object != null) {
        // Held, so it stays what it is while this lock is held: its last hold cannot go.
        if (!object.ref().equals(ref) || !object.retain()) {
          throw new StaleObjectException(ref, "its place holds another object");
        }
        return object;
      }
      check(ref);
      HolderBits.set(headers, slot, bit);
      try {
        check(ref);
        object = new ForeignObject(this, ref, placeOf(ref));
      } catch (StaleObjectException e) {
        HolderBits.clear(headers, slot, bit);
        throw e;
      }
      held.set(slot, object);
      return object;
    }
  }

  private void check(ObjectRef ref) {
    if (closed) {
      throw new StaleObjectException(ref, "the store is closed");
    }
    if (isGivenUp()) {
      throw new StaleObjectException(ref, "its owner has given up the segment, or has ended");
    }
    long word = headers.readVolatile(SegmentLayout.word(ref.slot()));
    if (ref.generation() < 0
        || SegmentLayout.generation(word) != ref.generation()
        || SegmentLayout.state(word) != SegmentLayout.SEALED) {
      throw new StaleObjectException(ref, "it was recycled");
    }
  }

  /** Where the object is in the data; also right if somebody wrote nonsense into the slot. */
  private int placeOf(ObjectRef ref) {
    long offset = headers.readVolatile(SegmentLayout.offset(ref.slot()));
    long length = headers.readVolatile(SegmentLayout.length(ref.slot()));
    if (length != ref.length()) {
      throw new StaleObjectException(ref, "it has " + length + " bytes");
    }
    if (offset < 0 || length < 0 || offset > header.dataLength() - length) {
      throw new StaleObjectException(ref, "its slot says that it lies at " + offset);
    }
    return (int) offset;
  }

  private void takeLease(int slot) {
    long at = SegmentLayout.lease(slot);
    long lease = headers.readVolatile(at);
    while (SegmentLayout.leaseCount(lease) > 0
        && !headers.compareAndSet(
            at,
            lease,
            SegmentLayout.lease(
                SegmentLayout.leaseCount(lease) - 1, SegmentLayout.leaseUntilMillis(lease)))) {
      lease = headers.readVolatile(at);
    }
  }

  /** Gives the last hold of an object back, unless there is another one by now. */
  void lastRelease(ForeignObject object) {
    int slot = object.ref().slot();
    synchronized (lock(slot)) {
      // After close the bit is no longer ours: it may be another process's.
      if (object.dropLast() && !closed) {
        letGo(slot);
      }
    }
  }

  private void letGo(int slot) {
    held.set(slot, null);
    HolderBits.clear(headers, slot, bit);
  }

  /** Whether its owner has removed the segment, or died. */
  boolean isGivenUp() {
    return headers.readVolatile(SegmentLayout.GIVEN_UP_AT) != 0;
  }

  /** Objects that are held here. */
  int holds() {
    int holds = 0;
    for (int slot = 0; slot < header.slots(); slot++) {
      holds += held.get(slot) == null ? 0 : 1;
    }
    return holds;
  }

  /** The bytes of an object of that place. */
  ByteBuffer view(int offset, int length, Object keep) {
    return data.view(offset, length, keep);
  }

  /** Takes back the own bit everywhere; what is still held may change from now on. */
  void close() {
    closed = true;
    for (int slot = 0; slot < header.slots(); slot++) {
      synchronized (lock(slot)) {
        if (held.get(slot) != null) {
          letGo(slot);
        }
      }
    }
  }

  private Object lock(int slot) {
    return locks[slot % LOCKS];
  }
}
