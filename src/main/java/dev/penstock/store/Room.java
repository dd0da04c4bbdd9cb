package dev.penstock.store;

import org.jspecify.annotations.Nullable;

/**
 * A part of a segment's data, either free or taken by one object. Belongs to {@link Rooms}: only
 * that reads and changes what is not final, except that who took the room may read where it is.
 */
final class Room {
  final Extent extent;
  long offset;
  long length;
  boolean free;

  /** Neighbours in the segment; of two neighbours at most one is free. */
  @Nullable Room before;

  @Nullable Room after;

  /** Of the object that took the room. */
  int slot = -1;

  Room(Extent extent, long offset, long length) {
    this.extent = extent;
    this.offset = offset;
    this.length = length;
  }

  /** Small ones first; of the same size those in old segments, so that new ones become empty. */
  static int bySize(Room a, Room b) {
    int order = Long.compare(a.length, b.length);
    if (order == 0) {
      order = Integer.compare(a.extent.number, b.extent.number);
    }
    return order == 0 ? Long.compare(a.offset, b.offset) : order;
  }
}
