package dev.penstock.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A segment file of this process, mapped.
 *
 * @param path of the file
 * @param number of the segment
 * @param slots number of slots
 * @param headers what stands before the data
 * @param data the rest
 */
record SegmentFile(Path path, int number, int slots, Memory headers, Memory data) {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentFile.class);

  /** Tells readers in other processes that the segment is gone, and removes the name. */
  void giveUp() {
    headers.writeOrdered(SegmentLayout.GIVEN_UP_AT, 1);
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("cannot delete the segment file {}: {}", path, e.toString());
    }
  }
}
