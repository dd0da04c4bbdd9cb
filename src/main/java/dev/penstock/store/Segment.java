package dev.penstock.store;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A segment of this process: the states of its slots, and the objects in them.
 *
 * <p>Invariants: (1) the own bit of a slot is set exactly while {@link #objects} holds an object
 * with local holds, except within {@link #lock}; (2) a slot leaves SEALED only by {@link #retire},
 * which reads the holders before and after: who sets its bit first is seen here, and who sets it
 * later sees RETIRED and lets go; (3) leases are read before holders, because who takes a lease
 * sets its bit first. The lock is held for a few words, never while calling out.
 */
final class Segment {
  private static final long POISON = 0xDEDEDEDE_DEDEDEDEL;
  private static final int MOST_LEASES = 0xFFFF;

  final Extent extent;

  private final SegmentFile file;
  private final Memory headers;
  private final Client client;
  private final Recycler recycler;
  private final LongSupplier clock;
  private final AtomicReferenceArray<@Nullable OwnObject> objects;
  private final Object lock = new Object();

  /** All slots free; on a file that nobody uses yet. */
  Segment(SegmentFile file, Client client, Recycler recycler, LongSupplier clock) {
    this.file = file;
    this.headers = file.headers();
    this.client = client;
    this.recycler = recycler;
    this.clock = clock;
    this.objects = new AtomicReferenceArray<>(file.slots());
    this.extent = new Extent(file.number(), file.data().size(), file.slots());
  }

  /**
   * FREE → WRITING, of a slot that was taken together with its room.
   *
   * @return the generation, which follows the last one
   */
  long begin(int slot) {
    long last = SegmentLayout.generation(headers.readVolatile(SegmentLayout.word(slot)));
    long generation = (last + 1) & SegmentLayout.MAX_GENERATION;
    write(slot, generation, SegmentLayout.WRITING);
    return generation;
  }

  /** WRITING → FREE. */
  void abandon(int slot, long generation) {
    write(slot, generation, SegmentLayout.FREE);
  }

  /** WRITING → SEALED, with one local hold. */
  OwnObject seal(Room room, long generation, int length) {
    int slot = room.slot;
    OwnObject object = new OwnObject(client.ownerId(), this, room, generation, length);
    headers.writeOrdered(SegmentLayout.offset(slot), room.offset);
    headers.writeOrdered(SegmentLayout.length(slot), length);
    headers.writeOrdered(SegmentLayout.lease(slot), 0);
    headers.writeOrdered(SegmentLayout.created(slot), clock.getAsLong());
    headers.writeOrdered(SegmentLayout.holders(slot), client.bit());
    write(slot, generation, SegmentLayout.SEALED);
    objects.setRelease(slot, object);
    return object;
  }

  private void write(int slot, long generation, int state) {
    headers.writeOrdered(SegmentLayout.word(slot), SegmentLayout.word(generation, state));
  }

  /** Holds an object of this segment once more; every field of the reference may be wrong. */
  OwnObject acquire(ObjectRef ref) {
    int slot = ref.slot();
    if (slot < 0 || slot >= objects.length()) {
      throw new StaleObjectException(ref, "the segment has " + objects.length() + " slots");
    }
    OwnObject held = objects.getAcquire(slot);
    if (held != null && held.isNamedBy(ref) && held.retain()) {
      return held;
    }
    synchronized (lock) {
      return acquireLocked(ref);
    }
  }

  private OwnObject acquireLocked(ObjectRef ref) {
    int slot = ref.slot();
    OwnObject last = objects.get(slot);
    if (last != null && last.isNamedBy(ref)) {
      if (last.retain()) {
        return last;
      }
      setOwnBit(slot);
      long sealed = SegmentLayout.word(ref.generation(), SegmentLayout.SEALED);
      if (headers.readVolatile(SegmentLayout.word(slot)) == sealed) {
        OwnObject again = last.again();
        objects.set(slot, again);
        return again;
      }
      clearOwnBit(slot);
    }
    throw new StaleObjectException(ref, whyStale(ref));
  }

  private String whyStale(ObjectRef ref) {
    long word = headers.readVolatile(SegmentLayout.word(ref.slot()));
    if (SegmentLayout.generation(word) != ref.generation()) {
      return "its slot is in generation " + SegmentLayout.generation(word);
    }
    if (SegmentLayout.state(word) == SegmentLayout.WRITING) {
      return "it is not written yet";
    }
    if (SegmentLayout.state(word) != SegmentLayout.SEALED) {
      return "it was recycled";
    }
    return "it has " + headers.readVolatile(SegmentLayout.length(ref.slot())) + " bytes";
  }

  /** For the object whose last local hold has just gone: it is freed, or waits for others. */
  void onLastRelease(OwnObject object) {
    boolean retired;
    synchronized (lock) {
      if (objects.get(object.slot) != object) {
        object.leaveSegment(); // acquired again before this thread got here
        return;
      }
      clearOwnBit(object.slot);
      retired = retire(object);
    }
    recycler.onLetGo(object, retired);
  }

  /** What became of an object that had waited for others. */
  enum Waiting {
    /** Somebody still holds it, or may come for it. */
    STILL,
    /** It is held here again, and will come back when that ends. */
    HELD_HERE,
    /** It is nobody's: the memory is to be freed. */
    RETIRED
  }

  /** Tries again to retire an object that waits. */
  Waiting reconsider(OwnObject object) {
    synchronized (lock) {
      if (objects.get(object.slot) != object) {
        return Waiting.HELD_HERE;
      }
      return retire(object) ? Waiting.RETIRED : Waiting.STILL;
    }
  }

  /** SEALED → RETIRED unless somebody holds the object or may come for it; under the lock. */
  private boolean retire(OwnObject object) {
    int slot = object.slot;
    if (isWanted(slot)) {
      return false;
    }
    long word = SegmentLayout.word(slot);
    long sealed = SegmentLayout.word(object.generation, SegmentLayout.SEALED);
    long retired = SegmentLayout.word(object.generation, SegmentLayout.RETIRED);
    headers.compareAndSet(word, sealed, retired);
    if (isWanted(slot)) {
      headers.compareAndSet(word, retired, sealed);
      return false;
    }
    objects.set(slot, null);
    return true;
  }

  private boolean isWanted(int slot) {
    long lease = headers.readVolatile(SegmentLayout.lease(slot));
    if (lease != 0 && runs(lease, clock.getAsLong())) {
      return true;
    }
    return headers.readVolatile(SegmentLayout.holders(slot)) != 0;
  }

  private static boolean runs(long lease, long now) {
    return SegmentLayout.leaseCount(lease) > 0 && SegmentLayout.leaseUntilMillis(lease) > now;
  }

  /** RETIRED → FREE; then the room may be given to others. */
  void free(OwnObject object, boolean poison) {
    if (poison) {
      ByteBuffer bytes = file.data().view(object.offset, (int) object.size, this);
      while (bytes.remaining() >= Long.BYTES) {
        bytes.putLong(POISON);
      }
      while (bytes.hasRemaining()) {
        bytes.put((byte) POISON); // only where a segment is as large as can be mapped
      }
    }
    write(object.slot, object.generation, SegmentLayout.FREE);
  }

  /** One more process may come for an object, until a time; it is held here meanwhile. */
  void lend(OwnObject object, long millis) {
    long at = SegmentLayout.lease(object.slot);
    long now = clock.getAsLong();
    long asked = now + millis;
    while (true) {
      long lease = headers.readVolatile(at);
      boolean runs = runs(lease, now);
      int count = runs ? SegmentLayout.leaseCount(lease) : 0;
      long until = runs ? Math.max(asked, SegmentLayout.leaseUntilMillis(lease)) : asked;
      long next = SegmentLayout.lease(Math.min(count + 1, MOST_LEASES), until);
      if (headers.compareAndSet(at, lease, next)) {
        return;
      }
    }
  }

  private void setOwnBit(int slot) {
    HolderBits.set(headers, slot, client.bit());
  }

  private void clearOwnBit(int slot) {
    HolderBits.clear(headers, slot, client.bit());
  }

  /** Bytes of a room, to be written; the segment stays mapped as long as they are reachable. */
  ByteBuffer room(Room room, int length) {
    return file.data().view(room.offset, length, this);
  }

  /** Bytes of an object. */
  ByteBuffer view(OwnObject object, Object keep) {
    return file.data().view(object.offset, object.length(), new Kept(this, keep));
  }

  /** What a view keeps reachable. */
  private record Kept(Segment segment, Object keep) {}

  /** When the oldest object was sealed, milliseconds; {@link Long#MAX_VALUE} if there is none. */
  long oldest() {
    long oldest = Long.MAX_VALUE;
    for (int slot = 0; slot < objects.length(); slot++) {
      if (objects.get(slot) != null) {
        oldest = Math.min(oldest, headers.readVolatile(SegmentLayout.created(slot)));
      }
    }
    return oldest;
  }

  /** Removes the file. What is mapped of it stays so until nothing refers to it. */
  void giveUp() {
    file.giveUp();
  }
}
