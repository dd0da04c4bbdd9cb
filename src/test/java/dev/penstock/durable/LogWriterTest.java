package dev.penstock.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of records that wait for their sync. */
class LogWriterTest {
  @TempDir private Path directory;

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoFindsARecordThatIsNotSyncedYetIsToldWhenItIs() {
    RequestLog log = RequestLog.open(LogDirectory.open(directory), System::currentTimeMillis);
    Path files = directory.resolve("log");
    Path away = directory.resolve("away");
    CountDownLatch all = new CountDownLatch(1);
    Promise<LogEntry> first = Promise.promise();
    Promise<LogEntry> repeated = Promise.promise();
    try (LogWriter writer = new LogWriter(log)) {
      writer.run(
          () -> {
            try {
              all.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      writer.write(now -> new LogEntry.Began(0, now, 1), true, first);
      // Then its sync fails.
      writer.run(() -> move(files, away));
      writer.write(now -> null, true, repeated);
      all.countDown();

      assertThatThrownBy(() -> DurableRequestsTest.await(repeated.future()))
          .hasMessageContaining(files.toString());
      assertThat(first.future().failed()).isTrue();
      writer.run(() -> move(away, files));
    }
  }
}
