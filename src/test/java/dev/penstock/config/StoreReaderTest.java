package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreReaderTest {
  private static final String REST =
      "\"applications\": [{\"name\": \"a\", \"root\": \"M\", \"deployments\":"
          + " {\"M\": {\"class\": \"x.M\"}}}]}";

  private static ConfigReader.Result read(String store, String... overrides) {
    return new ConfigReader(Map.of("SHM", "/mnt/shm"))
        .read("{\"store\": " + store + ", " + REST, "test", Path.of("/etc"), List.of(overrides));
  }

  @Test
  void readsEveryKey() {
    ConfigReader.Result result =
        read(
            """
            {"directory": "${SHM}/penstock", "capacity": "2GiB", "segment": "32MiB", "initial": 64,
             "threshold": "1KiB", "poison": true, "trackLeaks": true}""");

    assertThat(result.problems()).isEmpty();
    assertThat(result.config().store())
        .isEqualTo(
            new StoreConfig(
                Path.of("/mnt/shm/penstock"), 2L << 30, 32L << 20, 64, 1 << 10, true, true));
  }

  @Test
  void takesKeysFromTheCommandLine() {
    StoreConfig store =
        read("{}", "store.directory=../run/store", "store.initial=0", "store.capacity=1GiB")
            .config()
            .store();

    assertThat(store.directory()).isEqualTo(Path.of("/run/store"));
    assertThat(store.initial()).isZero();
    assertThat(store.capacity()).isEqualTo(1L << 30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'segment': '1MiB', 'capacity': '1MiB', 'initial': 1}  |",
        "{'segment': '1GiB', 'threshold': '1GiB'}               |",
        "{'segment': '1048575'}                        | $.store.segment: must be from 1MiB to 1GiB",
        "{'segment': 1073741825}                       | $.store.segment: must be from 1MiB to 1GiB",
        "{'segment': '8MiB', 'threshold': '8193KiB'}   | $.store.threshold: must be from 1KiB to 8MiB",
        "{'threshold': 1023}                           | $.store.threshold: must be from 1KiB to 64MiB",
        "{'segment': '8MiB', 'capacity': '7MiB'}       | $.store.capacity: must be at least"
            + " store.segment, 8MiB: raise it, or lower store.segment; was 7MiB",
        "{'capacity': 1048575}                         | $.store.capacity: must be at least 1MiB",
        "{'capacity': '1GB'}                           | write \"1GiB\"",
        "{'segment': '8MiB', 'capacity': '31MiB', 'initial': 4} | $.store.initial: must be at most 3:"
            + " so many segments of 8MiB are store.capacity, 31MiB; was 4",
        "{'directory': 'a\\u0000b'}                    | $.store.directory: must name a directory"
      })
  void checksSizesAgainstEachOther(String store, String problem) {
    List<Problem> problems = read(store.replace('\'', '"')).problems();

    if (problem == null) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems).singleElement().asString().contains(problem);
    }
  }

  @Test
  void liesInSharedMemoryWhereTheMachineHasIt(@TempDir Path memory, @TempDir Path disk) {
    assertThat(StoreHome.of(memory, disk, "ada")).isEqualTo(memory.resolve("penstock-ada"));
    assertThat(StoreHome.of(memory.resolve("none"), disk, "ada"))
        .isEqualTo(disk.resolve("penstock-ada"));
  }

  @Test
  void makesAnyUsersNameOneOfAFile(@TempDir Path memory) throws IOException {
    for (String user : List.of("DOM\\ada b/..", "", "?", "é")) {
      Path directory = StoreHome.of(memory, memory, user);

      assertThat(directory.getParent()).isEqualTo(memory);
      assertThat(directory.getFileName().toString()).matches("penstock-[A-Za-z0-9._-]+");
      assertThat(Files.isDirectory(Files.createDirectories(directory))).isTrue();
    }
  }
}
