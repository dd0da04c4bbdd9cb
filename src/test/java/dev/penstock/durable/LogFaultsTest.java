package dev.penstock.durable;

import static dev.penstock.durable.DurableRequestsTest.await;
import static dev.penstock.durable.DurableRequestsTest.policy;
import static dev.penstock.durable.DurableRequestsTest.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.durable.LogEntry.Began;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that others, or a crash of the machine, have left in a bad state. */
class LogFaultsTest {
  private static final int REQUESTS = 100;

  @TempDir private Path directory;

  private DurableRequests open() {
    return DurableRequests.open(
        directory, Map.of("app", policy(false, 10_000)), System::currentTimeMillis);
  }

  private void append(Buffer bytes) {
    RequestLog log = RequestLog.open(LogDirectory.open(directory), System::currentTimeMillis);
    log.append(new Began(0, System.currentTimeMillis(), 1), bytes);
    log.close();
  }

  @Test
  void recordsOfALaterVersionAreLeftToIt() {
    Buffer later = LogEntryCodec.encode(new Began(0, System.currentTimeMillis(), 1));
    append(later.setByte(0, (byte) 9));

    assertThatThrownBy(this::open)
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("was written by a later version of Penstock")
        .hasMessageContaining("records of version 9");
    assertThatThrownBy(() -> LogInspection.of(directory))
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining("later version");
  }

  @Test
  void aDamagedRecordIsLeftOutAndTheOthersCount() {
    RequestId before;
    try (DurableRequests requests = open()) {
      before = await(requests.accept(request("before", null)));
    }
    append(Buffer.buffer("\1not a record"));

    try (DurableRequests requests = open()) {
      RequestId after = await(requests.accept(request("after", null)));
      assertThat(requests.view(before)).isPresent();
      assertThat(requests.view(after)).isPresent();
    }
    LogInspection shown = LogInspection.of(directory);
    assertThat(shown.damaged()).isEqualTo(1);
    assertThat(shown.requests()).hasSize(2);
  }

  @Test
  void aFileThatWasCutShortHasWhatStandsBeforeTheCutAndTakesMore() throws IOException {
    List<RequestId> ids = new ArrayList<>();
    try (DurableRequests requests = open()) {
      for (int i = 0; i < REQUESTS; i++) {
        ids.add(await(requests.accept(request("x".repeat(10_000), null))));
      }
    }
    try (FileChannel file = FileChannel.open(last(), StandardOpenOption.WRITE)) {
      file.truncate(600_000);
    }

    try (DurableRequests requests = open()) {
      long kept = ids.stream().filter(id -> requests.view(id).isPresent()).count();
      assertThat(kept).isBetween(30L, REQUESTS - 30L);
      RequestId after = await(requests.accept(request("after", null)));
      assertThat(requests.view(after)).isPresent();
      ids.add(after);
    }
    try (DurableRequests requests = open()) {
      assertThat(requests.view(ids.get(0))).isPresent();
      assertThat(requests.view(ids.get(REQUESTS))).isPresent();
    }
  }

  private Path last() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("log"))) {
      return files
          .filter(file -> file.toString().endsWith(".cq4"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  @Test
  void aPathThatCannotBeADirectoryIsRefusedByName() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "here");

    assertThatThrownBy(
            () ->
                DurableRequests.open(
                    file, Map.of("app", policy(false, 1)), System::currentTimeMillis))
        .isInstanceOf(LogUnusableException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("name another");
  }

  @Test
  void onlyItsUserMayReadALogAndWhatIsInIt() throws IOException {
    AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    try (DurableRequests requests =
        DurableRequests.open(directory, Map.of("app", policy(false, 10)), clock::get)) {
      await(requests.accept(request("first", null)));
      clock.addAndGet(Duration.ofHours(1).toMillis());
      await(requests.accept(request("in the next file", null)));

      try (Stream<Path> all = Files.walk(directory)) {
        for (Path each : all.filter(path -> !path.equals(directory)).toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
              .as(each.toString())
              .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
        }
      }
    }
  }

  @Test
  void aLogWhoseNextFileCannotBeMadeRefusesUntilItCan() throws IOException {
    AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    try (DurableRequests requests =
        DurableRequests.open(directory, Map.of("app", policy(false, 10)), clock::get)) {
      RequestId first = await(requests.accept(request("first", null)));
      clock.addAndGet(Duration.ofHours(1).toMillis());
      Path log = directory.resolve("log");
      Path away = Files.move(log, directory.resolve("away"));
      Files.createFile(log);
      assertThatThrownBy(() -> await(requests.accept(request("second", null))));
      assertThat(requests.view(first)).isPresent();

      Files.delete(log);
      Files.move(away, log);
      RequestId third = await(requests.accept(request("third", null)));
      assertThat(requests.view(third)).isPresent();
      for (long number : List.of(first.number(), third.number())) {
        await(requests.request(requests.ledger().known(number).orElseThrow()));
      }
    }
    assertThat(LogInspection.of(directory).requests()).hasSize(2);
  }
}
