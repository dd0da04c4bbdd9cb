package dev.penstock.store;

import java.io.IOException;

/** Makes the files of segments. Called by one thread at a time, which it may block for long. */
@FunctionalInterface
interface SegmentMaker {
  /**
   * Makes a file whose every page exists and is mapped.
   *
   * @param number of the segment; no other of this owner has or had it
   * @param dataLength bytes, at most {@link Integer#MAX_VALUE}
   * @throws IOException if it cannot be made; then nothing is left of it
   */
  SegmentFile make(int number, long dataLength) throws IOException;
}
