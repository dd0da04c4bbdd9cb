package dev.penstock.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the store of a user lies if nothing is said: in memory where the machine has such files.
 */
final class StoreHome {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private StoreHome() {}

  /** The directory of the user that runs this process. */
  static Path ofThisUser() {
    return of(
        SHARED_MEMORY,
        Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
        System.getProperty("user.name", ""));
  }

  /**
   * The directory of a user.
   *
   * @param memory taken if it is a directory that can be written to
   * @param disk taken otherwise
   */
  static Path of(Path memory, Path disk, String user) {
    Path parent = Files.isDirectory(memory) && Files.isWritable(memory) ? memory : disk;
    String safe = user.replaceAll("[^A-Za-z0-9._-]", "_");
    return parent.toAbsolutePath().resolve("penstock-" + (safe.isEmpty() ? "user" : safe));
  }
}
