package dev.penstock.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the memory in which the objects of a node lie, so that other nodes know whether it is
 * theirs too: the same directory of the same running machine, whatever path leads to it.
 */
final class StoreId {
  private static final Logger LOG = LoggerFactory.getLogger(StoreId.class);

  /** Made anew at each boot of a Linux machine, and the same in all of its containers. */
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private StoreId() {}

  /** The name; empty if the machine cannot be told from others. */
  static String of(Path directory) {
    try {
      Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
      if (key != null && Files.isReadable(BOOT)) {
        return Files.readString(BOOT).strip() + key;
      }
    } catch (IOException e) {
      LOG.debug("the object store has no name for other nodes", e);
    }
    return "";
  }
}
