package dev.penstock.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What processes that died have left in a directory: their segments, and their bits in the segments
 * of others. Cleaning can stop anywhere, by a kill too: who does it again finds what is left.
 */
record Remains(Path directory, Memory.Mapper mapper) {
  private static final Logger LOG = LoggerFactory.getLogger(Remains.class);

  /**
   * Removes all that a client has left. Only for who has the lease of its index, so that nobody
   * else sets the bit meanwhile.
   */
  void remove(Client dead) throws IOException {
    for (String file : StoreDirectory.files(directory)) {
      SegmentName name = SegmentName.of(file);
      if (name == null) {
        continue;
      }
      if (name.owner() == dead.ownerId()) {
        giveUp(file, name);
      } else {
        clearBits(file, name, dead.bit());
      }
    }
  }

  /**
   * Removes the segments of owners that are no clients. The names must have been listed before the
   * clients: each of them was one before it made its first segment.
   */
  void removeUnclaimed(Collection<String> files, Collection<Long> owners) throws IOException {
    for (String file : files) {
      SegmentName name = SegmentName.of(file);
      if (name != null && !owners.contains(name.owner())) {
        giveUp(file, name);
      } else if (name == null && !StoreDirectory.isKnown(file)) {
        LOG.debug("{} is no file of a store; it is left alone", directory.resolve(file));
      }
    }
  }

  /** Who has the segment mapped goes on reading, learns of it, and takes no further object. */
  private void giveUp(String file, SegmentName name) throws IOException {
    if (SegmentName.isFinished(file)) {
      withHeaders(
          file, name, (headers, slots) -> headers.writeOrdered(SegmentLayout.GIVEN_UP_AT, 1));
    }
    Files.deleteIfExists(directory.resolve(file));
  }

  private void clearBits(String file, SegmentName name, long bit) throws IOException {
    if (SegmentName.isFinished(file)) {
      withHeaders(
          file,
          name,
          (headers, slots) -> {
            for (int slot = 0; slot < slots; slot++) {
              HolderBits.clear(headers, slot, bit);
            }
          });
    }
  }

  private interface Change {
    void of(Memory headers, int slots);
  }

  /**
   * Changes the headers of a segment; of what is none, or is gone, there is nothing to change.
   *
   * @throws IOException if it is there and cannot be read, because this process has too many files
   *     open, say: who takes that for done would leave an object held for ever
   */
  private void withHeaders(String file, SegmentName name, Change change) throws IOException {
    Path path = directory.resolve(file);
    try {
      SegmentHeader header = SegmentHeader.read(path, name);
      Memory headers = mapper.map(path, 0, header.dataAt(), FileChannel.MapMode.READ_WRITE);
      try {
        change.of(headers, header.slots());
      } finally {
        headers.unmap();
      }
    } catch (NoSegmentException e) {
      LOG.debug("{} holds no objects: {}", path, e.getMessage());
    } catch (IOException e) {
      // What this user may not open cannot have been held by a process of this user either.
      if (Files.isRegularFile(path) && Files.isReadable(path) && Files.isWritable(path)) {
        throw e;
      }
    }
  }
}
