package dev.penstock.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's lock on the lease file of a client index: who has it is the client, or cleans up
 * after one that died. The kernel drops it when the process ends, however it ends.
 *
 * <p>Invariant: this JVM has a lease file open at most once. When any channel on a file is closed,
 * the kernel drops all locks of the process on that file, so a second look at one's own lease would
 * give it away. {@link #OPEN} holds the files that are open, for the own lease and all others.
 */
final class Lease implements AutoCloseable {
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private Lease(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lease if nobody has it.
   *
   * @param directory as a real path
   * @return null if a process that lives has it, this one included
   */
  static @Nullable Lease take(Path directory, int index) throws IOException {
    Path file = file(directory, index);
    if (!OPEN.add(file)) {
      return null;
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, StoreDirectory.CREATE, StoreDirectory.ofFiles());
      taken = channel.tryLock() != null;
      return taken ? new Lease(file, channel) : null;
    } finally {
      if (!taken) {
        close(file, channel);
      }
    }
  }

  /** Whether a process that lives has the lease; changes nothing, and needs no right to write. */
  static boolean isTaken(Path directory, int index) throws IOException {
    Path file = file(directory, index);
    if (!OPEN.add(file)) {
      return true;
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true);
      return shared == null;
    } catch (NoSuchFileException e) {
      return false;
    } catch (OverlappingFileLockException e) {
      return true;
    } finally {
      close(file, channel);
    }
  }

  private static Path file(Path directory, int index) {
    return directory.resolve("client-" + index + ".lease");
  }

  /** Whether that is the name of a lease file. */
  static boolean isFile(String name) {
    return name.matches("client-[0-9]{1,2}\\.lease");
  }

  @Override
  public void close() throws IOException {
    close(file, channel);
  }

  private static void close(Path file, @Nullable FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      OPEN.remove(file);
    }
  }
}
