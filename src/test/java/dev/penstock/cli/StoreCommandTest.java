package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.store.StoreInspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StoreCommandTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int store(Object... arguments) {
    return new CommandLine(new StoreCommand(InstantSource.fixed(NOW)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
  }

  @Test
  void printsWhoIsThereAndWhatTheyHold() {
    var used =
        new StoreInspection.Stored(0, 1, 5 << 20, NOW.minusSeconds(150), List.of(0, 3), 0, null);
    var lent =
        new StoreInspection.Stored(
            1, 1, 100, NOW.minusSeconds(5), List.of(), 1, NOW.plusSeconds(1));
    var lapsed =
        new StoreInspection.Stored(
            2, 1, 100, NOW.minusSeconds(5), List.of(), 1, NOW.minusSeconds(1));
    var store =
        new StoreInspection(
            "/shm/store",
            NOW,
            List.of(
                new StoreInspection.Member(
                    0, 4711, true, NOW.minusSeconds(900), "00000000000000aa"),
                new StoreInspection.Member(3, 42, false, NOW.minusSeconds(99), "00000000000000bb")),
            List.of(
                new StoreInspection.Segment(
                    "seg-00000000000000aa-0.pss",
                    "00000000000000aa",
                    0,
                    0,
                    64L << 20,
                    (5 << 20) + 8192,
                    (59 << 20) - 8192,
                    2,
                    false,
                    List.of(used, lent, lapsed))),
            List.of(new StoreInspection.OtherFile("notes.txt", 7, "no file of a store")));

    assertThat(new StoreTables(store).text())
        .isEqualTo(
            """
            Store /shm/store: 2 processes (1 dead), 1 segment of 64 MiB, 3 objects of 5 MiB

            PROCESS  STATE  SINCE                 OWNER              PID  OWNS  BYTES  HOLDS  BYTES
            0        alive  2026-01-02T02:49:05Z  00000000000000aa  4711     3  5 MiB      1  5 MiB
            3        dead   2026-01-02T03:02:26Z  00000000000000bb    42     0    0 B      1  5 MiB

            SEGMENT                     PROCESS  HELD BY    SIZE   USED    FREE  OBJECTS  WRITING  IN LEASE  OLDEST
            seg-00000000000000aa-0.pss  0        0 3      64 MiB  5 MiB  59 MiB        3        2         1   2 min

            OTHER FILE  WHAT IT IS          SIZE
            notes.txt   no file of a store   7 B
            """);
  }

  @Test
  void looksIntoADirectory() throws IOException {
    Files.write(directory.resolve("clients.reg"), new byte[4096]);

    assertThat(store(directory)).isZero();

    assertThat(out.toString())
        .isEqualTo(
            "Store "
                + directory.toRealPath()
                + ": 0 processes, 0 segments of 0 B, 0 objects of 0 B\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void printsJsonForPrograms() throws IOException {
    Files.write(directory.resolve("clients.reg"), new byte[4096]);
    Files.writeString(directory.resolve("notes.txt"), "hello");

    assertThat(store(directory, "--format", "json")).isZero();

    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.path("at").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.path("processes").isArray()).isTrue();
    assertThat(json.path("otherFiles").path(0).path("file").asText()).isEqualTo("notes.txt");
  }

  @Test
  void refusesWhatIsNoStore() {
    assertThat(store(directory.resolve("missing"))).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("error: " + directory.resolve("missing") + " does not exist\n");
    assertThat(store(directory)).isEqualTo(2);
    assertThat(err.toString()).contains("holds no store: it has no clients.reg");
    assertThat(out.toString()).isEmpty();
  }
}
