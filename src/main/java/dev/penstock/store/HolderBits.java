package dev.penstock.store;

/** The word of a slot that says which clients hold the object in it: a bit for each. */
final class HolderBits {
  private HolderBits() {}

  /** Sets a bit; a full fence, so what is read afterwards is not older. */
  static void set(Memory headers, int slot, long bit) {
    long at = SegmentLayout.holders(slot);
    long holders = headers.readVolatile(at);
    while (!headers.compareAndSet(at, holders, holders | bit)) {
      holders = headers.readVolatile(at);
    }
  }

  /** Clears a bit, if it is set. */
  static void clear(Memory headers, int slot, long bit) {
    long at = SegmentLayout.holders(slot);
    long holders = headers.readVolatile(at);
    while ((holders & bit) != 0 && !headers.compareAndSet(at, holders, holders & ~bit)) {
      holders = headers.readVolatile(at);
    }
  }
}
