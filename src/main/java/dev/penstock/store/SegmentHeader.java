package dev.penstock.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * What a segment file says of itself, checked against its name and its length, so that nothing of
 * it is mapped that cannot be touched.
 *
 * @param owner id of the process that made it
 * @param slots number of slots
 * @param dataAt where the data begins, which is as well the size of what stands before
 * @param dataLength bytes
 */
record SegmentHeader(long owner, int slots, long dataAt, long dataLength) {
  /** Far more than any owner makes; bounds what a foreign file can make a reader do. */
  private static final long MOST_SLOTS = 1 << 20;

  /**
   * Reads and checks the header of a file; never maps it.
   *
   * @throws NoSegmentException if the file is not a whole segment of the owner in its name
   * @throws IOException if it cannot be read
   */
  static SegmentHeader read(Path file, SegmentName name) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      if (length < SegmentLayout.HEADER_BYTES) {
        throw new NoSegmentException("it has " + length + " bytes only");
      }
      byte[] bytes = new byte[SegmentLayout.HEADER_BYTES];
      in.readFully(bytes);
      return check(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), name, length);
    }
  }

  private static SegmentHeader check(ByteBuffer words, SegmentName name, long length)
      throws NoSegmentException {
    if (words.getLong(SegmentLayout.MAGIC_AT) != SegmentLayout.MAGIC) {
      throw new NoSegmentException("it does not begin as a segment does");
    }
    long owner = words.getLong(SegmentLayout.OWNER_AT);
    if (owner != name.owner()) {
      throw new NoSegmentException("it names another owner than its name does");
    }
    long slots = words.getLong(SegmentLayout.SLOTS_AT);
    long dataAt = words.getLong(SegmentLayout.DATA_AT);
    long dataLength = words.getLong(SegmentLayout.DATA_LENGTH_AT);
    if (slots < 1 || slots > MOST_SLOTS || dataAt != SegmentLayout.dataAt((int) slots)) {
      throw new NoSegmentException("it has " + slots + " slots, and its data begins at " + dataAt);
    }
    if (dataLength < 0 || dataLength > Integer.MAX_VALUE || length < dataAt + dataLength) {
      throw new NoSegmentException(
          "it has " + length + " bytes, and says " + dataLength + " of data");
    }
    return new SegmentHeader(owner, (int) slots, dataAt, dataLength);
  }
}
