package dev.penstock.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Gives the rooms of objects back that nobody holds, and keeps those in limbo that nobody holds
 * here but somebody in another process does, or may come for: no message tells when that ends, so
 * {@link #sweep} looks. Thread-safe; swept by one thread.
 */
final class Recycler {
  private final Rooms rooms;
  private final boolean poison;
  private final LongAdder recycled = new LongAdder();

  private List<OwnObject> limbo = new ArrayList<>();

  /** Bytes of rooms in limbo. */
  private long bytes;

  /** Objects in limbo, also while a sweep looks at them. */
  private int objects;

  Recycler(Rooms rooms, boolean poison) {
    this.rooms = rooms;
    this.poison = poison;
  }

  /** An object has no holds here any more. */
  void onLetGo(OwnObject object, boolean retired) {
    if (retired) {
      recycle(object);
      return;
    }
    synchronized (this) {
      limbo.add(object);
      bytes += object.size;
      objects++;
    }
  }

  private void recycle(OwnObject object) {
    object.segment().free(object, poison);
    rooms.give(object.room);
    recycled.increment();
  }

  /** Room was given up before there was an object in it. */
  void onAbort(Room room) {
    rooms.give(room);
  }

  /** Of a room only so many bytes are needed. */
  void shorten(Room room, int length) {
    rooms.shorten(room, Rooms.sizeOf(length));
  }

  /** Recycles what is nobody's by now. */
  void sweep() {
    List<OwnObject> waiting;
    synchronized (this) {
      if (limbo.isEmpty()) {
        return;
      }
      waiting = limbo;
      limbo = new ArrayList<>();
    }
    for (OwnObject object : waiting) {
      long size = object.size;
      switch (object.segment().reconsider(object)) {
        case STILL -> keep(object);
        case HELD_HERE -> leave(size);
        case RETIRED -> {
          recycle(object);
          leave(size);
        }
      }
    }
  }

  private synchronized void keep(OwnObject object) {
    limbo.add(object);
  }

  private synchronized void leave(long size) {
    bytes -= size;
    objects--;
  }

  /** What waits now. */
  synchronized Limbo limbo() {
    return new Limbo(objects, bytes);
  }

  /** How many objects have been recycled. */
  long recycled() {
    return recycled.sum();
  }

  /** Objects that only wait for others, and the bytes of their rooms. */
  record Limbo(int objects, long bytes) {}
}
