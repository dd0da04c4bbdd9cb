package dev.penstock.remote;

/**
 * The numbers of the frames that have come from one node, so that none counts twice: the newest,
 * and which of the 64 before it (the window of RFC 4303, section 3.4.3). Confined to one thread.
 */
final class SeenFrames {
  private static final int WINDOW = 64;

  private long newest;

  /** The lowest bit is the newest one. */
  private long seen;

  /** Notes a number; false if it was seen before, or is too old to tell. */
  boolean add(long number) {
    if (number > newest) {
      long ahead = number - newest;
      seen = ahead >= WINDOW ? 1 : seen << ahead | 1;
      newest = number;
      return true;
    }
    long back = newest - number;
    if (number < 1 || back >= WINDOW || (seen >>> back & 1) == 1) {
      return false;
    }
    seen |= 1L << back;
    return true;
  }
}
