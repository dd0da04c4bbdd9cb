package dev.penstock.benchmarks;

import dev.penstock.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A new directory for a store, in shared memory where there is some; deleted with all that is in
 * it.
 */
public final class StoreFolder implements AutoCloseable {
  /** Bytes of a segment, as by default. */
  public static final long SEGMENT = 64L << 20;

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Path path;

  /** Makes it. */
  public StoreFolder() throws IOException {
    path =
        Files.isWritable(SHARED_MEMORY)
            ? Files.createTempDirectory(SHARED_MEMORY, "penstock-benchmark-")
            : Files.createTempDirectory("penstock-benchmark-");
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** A store in it of so many segments at most, all of them made at once. */
  public StoreSettings settings(int segments) {
    return settings(path, segments, segments);
  }

  /**
   * A store in such a folder.
   *
   * @param segments that it may have at most
   * @param initial that are made at once
   */
  public static StoreSettings settings(Path folder, int segments, int initial) {
    return new StoreSettings(
        folder,
        segments * SEGMENT,
        SEGMENT,
        initial,
        false,
        () -> {
          System.gc();
          return false;
        },
        System::currentTimeMillis);
  }

  @Override
  public void close() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> found = Files.walk(path)) {
      found.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
