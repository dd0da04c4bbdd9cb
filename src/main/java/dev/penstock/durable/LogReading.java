package dev.penstock.durable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads single records of a log on a thread of its own, which owns the reader. Thread-safe. */
final class LogReading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogReading.class);

  private final RequestLog log;
  private final ExecutorService thread = OneThread.named("penstock-durable-read");

  private QueueFiles.@Nullable Reader reader;

  LogReading(RequestLog log) {
    this.log = log;
  }

  /** The record at that index; fails if it is gone or damaged. */
  Future<LogEntry> read(long index) {
    Promise<LogEntry> done = Promise.promise();
    run(
        () -> {
          try {
            if (reader == null) {
              reader = log.reader();
            }
            Buffer bytes = reader.at(index);
            if (bytes == null) {
              throw new IOException("the record at " + Long.toHexString(index) + " is gone");
            }
            done.complete(LogEntryCodec.decode(bytes));
          } catch (Throwable thrown) {
            // Whatever it is, it must reach who waits for the record.
            done.fail(thrown);
          }
        },
        () -> done.fail("the log of requests is closed"));
    return done.future();
  }

  /** Does something that waits for the disk; nothing once it is closed. */
  void run(Runnable task) {
    run(task, () -> LOG.debug("the log of requests is closed"));
  }

  private void run(Runnable task, Runnable otherwise) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      otherwise.run();
    }
  }

  /** Reads what was asked for before, and nothing more. Does not wait. */
  @Override
  public void close() {
    run(
        () -> {
          if (reader != null) {
            reader.close();
          }
        });
    thread.shutdown();
  }
}
