package dev.penstock.store;

/**
 * What {@link Rooms} knows about one segment: its size, and which slots are free. Belongs to it, as
 * rooms do.
 */
final class Extent {
  final int number;
  final long length;

  private final int[] freeSlots;
  private int freeSlotCount;

  /**
   * All of it free.
   *
   * @param number of the segment
   * @param length bytes of data
   */
  Extent(int number, long length, int slots) {
    this.number = number;
    this.length = length;
    this.freeSlots = new int[slots];
    for (int i = 0; i < slots; i++) {
      freeSlots[i] = slots - 1 - i;
    }
    this.freeSlotCount = slots;
  }

  boolean hasSlot() {
    return freeSlotCount > 0;
  }

  /** The slot that was given back last, whose cache line is likely at hand. */
  int takeSlot() {
    return freeSlots[--freeSlotCount];
  }

  void giveSlot(int slot) {
    freeSlots[freeSlotCount++] = slot;
  }

  boolean isEmpty() {
    return freeSlotCount == freeSlots.length;
  }
}
