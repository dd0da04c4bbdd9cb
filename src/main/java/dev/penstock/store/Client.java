package dev.penstock.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that shares a store directory.
 *
 * @param index of its bit in the holders of a slot, from 0 to {@link #MOST} - 1
 * @param ownerId names its segments; drawn anew at each start, never 0
 * @param pid for people only: it may be another process by the time it is read
 * @param startTicks when that pid started, in ticks of the kernel since boot; 0 where it is unknown
 */
record Client(int index, long ownerId, long pid, long startTicks) {
  /** Bits in a word: as many processes can share a directory. */
  static final int MOST = Long.SIZE;

  private static final Path STAT = Path.of("/proc/self/stat");
  private static final int START_FIELD_AFTER_NAME = 20;

  /** This process. */
  static Client here(int index, long ownerId) {
    return new Client(index, ownerId, ProcessHandle.current().pid(), ownStartTicks());
  }

  /** Whoever had an index without being listed; owns no segment. */
  static Client unknown(int index) {
    return new Client(index, 0, 0, 0);
  }

  /** What a process sets in the holders of a slot. */
  long bit() {
    return 1L << index;
  }

  private static long ownStartTicks() {
    try {
      String stat = Files.readString(STAT);
      // The name of the program stands in parentheses and may hold blanks and parentheses itself.
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
      return Long.parseLong(afterName[START_FIELD_AFTER_NAME]);
    } catch (IOException | RuntimeException e) {
      return 0; // no such file outside of Linux
    }
  }
}
