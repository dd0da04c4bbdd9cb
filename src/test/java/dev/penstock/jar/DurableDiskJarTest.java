package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs of requests whose disk is full, or read-only. */
@Tag("jar")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DurableDiskJarTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final int WAITING = 5;

  @TempDir private Path folder;
  private Path log;

  @BeforeEach
  void directory() throws IOException {
    log = Files.createDirectory(folder.resolve("requests"));
  }

  /** Leaves so many bytes on the disk of a directory; the file that takes the others. */
  private static Path fill(Path directory, long left) throws IOException {
    Path filler = directory.resolve("filler");
    byte[] zeros = new byte[(int) MEBIBYTE / 16];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (Files.getFileStore(directory).getUsableSpace() > left) {
        out.write(zeros);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    return filler;
  }

  private static int live(DurableProcess durable) throws Exception {
    return durable
        .process()
        .send(durable.process().request("/").POST(BodyPublishers.ofString("live")))
        .statusCode();
  }

  @Test
  void aFullDiskRefusesWhatComesAndWhatWasAcceptedIsDone() throws Exception {
    try (var durable =
        DurableProcess.behind(
            Mounts.small(log, "64m"), folder, 300, "\"maxOngoing\": 1, \"backoff\": \"100ms\"")) {
      Path disk = Mounts.seenBy(durable.process(), log);
      List<String> waiting = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        waiting.add(DurableProcess.location(durable.submit("waiting " + i)));
      }
      Path filler = fill(disk, 10 * MEBIBYTE);

      HttpResponse<String> small = durable.submit("refused");
      assertThat(small.statusCode()).as(small.body()).isEqualTo(507);
      assertThat(small.body()).contains("no room");
      assertThat(durable.submit("refused".repeat(1 << 20)).statusCode()).isEqualTo(507);
      assertThat(live(durable)).isEqualTo(200);
      for (String location : waiting) {
        assertThat(durable.ended(location).getString("state")).isEqualTo("succeeded");
      }
      Until.holds("no bodies", () -> isEmpty(disk.resolve("bodies")));
      assertThat(durable.calls().keySet()).noneMatch(text -> text.startsWith("refused"));
      System.out.println("10 MiB left: 507 for all that came, the " + WAITING + " before it done");

      Files.delete(filler);
      assertThat(durable.submit("refused".repeat(1 << 20)).statusCode()).isEqualTo(202);
      String after = DurableProcess.location(durable.submit("after"));
      assertThat(durable.ended(after).getString("state")).isEqualTo("succeeded");
    }
  }

  @Test
  void aDiskWithoutOneByteLeftKeepsWhatWasAcceptedUntilThereIsRoom() throws Exception {
    try (var durable =
        DurableProcess.behind(
            Mounts.small(log, "64m"), folder, 300, "\"maxOngoing\": 1, \"backoff\": \"100ms\"")) {
      Path disk = Mounts.seenBy(durable.process(), log);
      List<String> waiting = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        waiting.add(DurableProcess.location(durable.submit("waiting " + i)));
      }
      Path filler = fill(disk, 0);
      durable.process().line("waits: ");
      assertThat(durable.submit("refused").statusCode()).isEqualTo(507);
      assertThat(live(durable)).isEqualTo(200);

      Files.delete(filler);
      for (String location : waiting) {
        assertThat(durable.ended(location).getString("state")).isEqualTo("succeeded");
      }
    }
  }

  @Test
  void aLogThatMayNotBeWrittenIsRefusedInOneLine() throws Exception {
    try (var durable = new DurableProcess(folder, 1, "")) {
      durable.submit("before");
    }
    try (PenstockProcess refused =
        PenstockProcess.javaBehind(
            Mounts.readOnly(log),
            "run",
            folder.resolve("durable.json").toString(),
            "--port",
            "0")) {
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.problems())
          .singleElement()
          .asString()
          .contains(log.toString(), "Read-only file system");
    }
  }

  @Test
  void aLogThatCannotBeWrittenForAWhileRefusesMeanwhileAndNothingElse() throws Exception {
    try (var durable = new DurableProcess(folder, 1, "")) {
      String before = DurableProcess.location(durable.submit("before"));
      Files.delete(log.resolve("bodies"));

      HttpResponse<String> refused = durable.submit("refused".repeat(1 << 20));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("cannot be written down now");
      assertThat(live(durable)).isEqualTo(200);
      assertThat(durable.ended(before).getString("state")).isEqualTo("succeeded");

      Files.createDirectory(log.resolve("bodies"));
      assertThat(durable.submit("after".repeat(1 << 20)).statusCode()).isEqualTo(202);
    }
  }

  private static boolean isEmpty(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
