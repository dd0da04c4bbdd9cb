package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short turn of the torture; {@code scripts/torture store 50} is a long one. */
class StoreTortureTest {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final int rounds = Integer.getInteger("penstock.torture.rounds", 5);
  private final long seed = Long.getLong("penstock.torture.seed", System.nanoTime());

  @TempDir private Path disk;

  @Test
  void killedWritersAndReadersHarmNobody() throws Exception {
    Path directory = Files.isDirectory(SHARED_MEMORY) ? SHARED_MEMORY : disk;
    Path store = Files.createTempDirectory(directory, "penstock-torture-");
    StoreTorture.Counts counts;
    try (StoreTorture torture = new StoreTorture(store, seed)) {
      counts = torture.run(rounds);
    } finally {
      remove(store);
    }
    System.out.println(counts + " (seed " + seed + ")");

    assertThat(counts.writersKilled).isEqualTo(rounds);
    assertThat(counts.readersKilled).isEqualTo(rounds);
    assertThat(counts.torn).as("torn, seed %d", seed).isZero();
    assertThat(counts.leakedBytes).as("leaked, seed %d", seed).isZero();
    assertThat(counts.verified).isPositive();
  }

  private static void remove(Path directory) throws IOException {
    for (String file : StoreDirectory.files(directory)) {
      Files.deleteIfExists(directory.resolve(file));
    }
    Files.delete(directory);
  }
}
