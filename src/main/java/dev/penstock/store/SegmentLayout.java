package dev.penstock.store;

/**
 * The bytes of a segment file; nobody else knows an offset. All numbers are 64-bit words in native
 * order.
 *
 * <pre>
 *   segment header, 4096 bytes
 *     +0   magic and version; written last, so a file without it was never finished
 *     +8   data bytes        +16 pid of the owner       +24 start of that process (diagnostics)
 *     +32  owner id          +40 number of slots        +48 offset of the data
 *     +56  1 once the owner has given the segment up, or has died: readers take no more objects,
 *          and drop their mapping when they hold none
 *   slots, 64 bytes each, a cache line
 *     +0   generation &lt;&lt; 8 | state
 *     +8   holders: bit i is set while client i holds the object
 *     +16  offset of the object in the data     +24 length
 *     +32  lease: count &lt;&lt; 48 | milliseconds until it lapses; 0 is none
 *     +40  reserved          +48 reserved           +56 created, milliseconds
 *   data, from a multiple of 4096
 * </pre>
 *
 * <p>Only the owner writes, except that every client sets and clears its own holder bit, takes a
 * lease that was meant for it, clears the bits of clients that have died, and marks the segments of
 * owners that have.
 *
 * <pre>
 *   FREE ── create ──→ WRITING ── seal ──→ SEALED ── retire ──→ RETIRED ── recycle ──→ FREE
 *                        └─ abort → FREE     └──── somebody holds it: back ────┘
 * </pre>
 */
final class SegmentLayout {
  /** "PENSTOR" and the version of the layout. */
  static final long MAGIC = 0x50454E53_544F5201L;

  static final int HEADER_BYTES = 4096;
  static final int PAGE = 4096;
  static final int SLOT_BYTES = 64;

  static final int MAGIC_AT = 0;
  static final int DATA_LENGTH_AT = 8;
  static final int PID_AT = 16;
  static final int STARTED_AT = 24;
  static final int OWNER_AT = 32;
  static final int SLOTS_AT = 40;
  static final int DATA_AT = 48;
  static final int GIVEN_UP_AT = 56;

  private static final int WORD = 0;
  private static final int HOLDERS = 8;
  private static final int OFFSET = 16;
  private static final int LENGTH = 24;
  private static final int LEASE = 32;
  private static final int CREATED = 56;

  static final int FREE = 0;
  static final int WRITING = 1;
  static final int SEALED = 2;
  static final int RETIRED = 3;

  private static final int STATE_BITS = 8;
  private static final int LEASE_COUNT_SHIFT = 48;

  /** Generations are counted in as many bits; then they begin anew. */
  static final long MAX_GENERATION = (1L << (Long.SIZE - STATE_BITS)) - 1;

  private SegmentLayout() {}

  /** Where the word of a slot is that says its generation and state. */
  static long word(int slot) {
    return slotAt(slot) + WORD;
  }

  /** Where the holder bits of a slot are. */
  static long holders(int slot) {
    return slotAt(slot) + HOLDERS;
  }

  /** Where the offset of a slot's object is. */
  static long offset(int slot) {
    return slotAt(slot) + OFFSET;
  }

  /** Where the length of a slot's object is. */
  static long length(int slot) {
    return slotAt(slot) + LENGTH;
  }

  /** Where the lease of a slot is. */
  static long lease(int slot) {
    return slotAt(slot) + LEASE;
  }

  /** Where the time of a slot's object is. */
  static long created(int slot) {
    return slotAt(slot) + CREATED;
  }

  private static long slotAt(int slot) {
    return HEADER_BYTES + (long) slot * SLOT_BYTES;
  }

  /** The word of a slot. */
  static long word(long generation, int state) {
    return generation << STATE_BITS | state;
  }

  /** The generation in the word of a slot. */
  static long generation(long word) {
    return word >>> STATE_BITS;
  }

  /** The state in the word of a slot. */
  static int state(long word) {
    return (int) word & ((1 << STATE_BITS) - 1);
  }

  /** A lease that so many may take. */
  static long lease(int count, long untilMillis) {
    return count == 0 ? 0 : (long) count << LEASE_COUNT_SHIFT | untilMillis;
  }

  /** How many may take a lease. */
  static int leaseCount(long lease) {
    return (int) (lease >>> LEASE_COUNT_SHIFT);
  }

  /** When a lease lapses. */
  static long leaseUntilMillis(long lease) {
    return lease & ((1L << LEASE_COUNT_SHIFT) - 1);
  }

  /** Enough slots for objects of 16 KiB on average. */
  static int slotsFor(long dataLength) {
    return (int) Math.max(64, Math.min(1 << 16, dataLength >> 14));
  }

  /** Where the data begins in a segment with so many slots. */
  static long dataAt(int slots) {
    return pages(HEADER_BYTES + (long) slots * SLOT_BYTES);
  }

  /** That many bytes, rounded up to whole pages. */
  static long pages(long bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
  }
}
