package dev.penstock.durable;

import dev.penstock.durable.LogEntry.Accepted;
import dev.penstock.durable.LogEntry.Began;
import dev.penstock.durable.LogEntry.Ended;
import dev.penstock.durable.LogEntry.Returned;
import dev.penstock.message.ValueException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that is open: its directory, its records, and what they say.
 *
 * <p>Belongs to one thread, except for {@link #ledger} and for {@link #reader}.
 */
final class RequestLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

  private final LogDirectory directory;
  private final QueueFiles queue;
  private final Ledger ledger;
  private final LongSupplier clock;
  private int cycle;

  /** Index of the last record that was read when it was opened. */
  private long last = -1;

  private RequestLog(LogDirectory directory, QueueFiles queue, Ledger ledger, LongSupplier clock) {
    this.directory = directory;
    this.queue = queue;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Opens a log that nobody else has open, and reads it.
   *
   * @param clock milliseconds since 1970, which may go back
   * @throws LogUnusableException if that cannot be
   */
  static RequestLog open(LogDirectory directory, LongSupplier clock) {
    Ledger ledger = new Ledger(directory.id());
    QueueFiles queue;
    try {
      queue = new QueueFiles(directory.log(), () -> ledger.timeFor(clock.getAsLong()));
    } catch (IOException | RuntimeException e) {
      throw unreadable(directory, e);
    }
    try {
      RequestLog log = new RequestLog(directory, queue, ledger, clock);
      log.replay();
      return log;
    } catch (NewerLogException e) {
      queue.close();
      throw new LogUnusableException(directory.path(), e.getMessage(), e);
    } catch (RuntimeException e) {
      queue.close();
      throw unreadable(directory, e);
    }
  }

  private static LogUnusableException unreadable(LogDirectory directory, Exception cause) {
    return new LogUnusableException(
        directory.path(),
        "cannot be read (" + cause + "): restore it, or name another directory",
        cause);
  }

  private void replay() {
    try (QueueFiles.Reader reader = queue.reader()) {
      reader.all(this::replay);
    }
    if (!queue.endsWith(last)) {
      LOG.error(
          "log of requests {}: its last file was cut short, and what stood behind the cut is lost;"
              + " the next record goes into a new file",
          directory.path());
      ledger.timeFor(queue.nextCycleMillis());
    }
    ledger.onReplayed();
  }

  private void replay(Buffer bytes, long index) {
    last = index;
    LogEntry entry;
    try {
      entry = LogEntryCodec.decode(bytes);
    } catch (ValueException e) {
      LOG.error(
          "log of requests {}: a record of {} bytes is damaged and is left out: {}",
          directory.path(),
          bytes.length(),
          e.getMessage());
      return;
    }
    cycle = Math.max(cycle, QueueFiles.cycle(index));
    note(entry, index);
  }

  private void note(LogEntry entry, long index) {
    if (entry instanceof Accepted accepted) {
      ledger.onAccepted(accepted, index);
    } else if (entry instanceof Began began) {
      ledger.onBegan(began);
    } else if (entry instanceof Returned returned) {
      ledger.onReturned(returned.number());
    } else if (entry instanceof Ended ended) {
      ledger.onEnded(ended, index);
    }
  }

  /** What the records say. Any thread. */
  Ledger ledger() {
    return ledger;
  }

  /** Where it is. */
  LogDirectory directory() {
    return directory;
  }

  /** The time of the next record, in milliseconds since 1970. */
  long now() {
    return ledger.timeFor(clock.getAsLong());
  }

  /** How many bytes of the disk are free. */
  long freeBytes() {
    return queue.freeBytes();
  }

  /** Appends a record, for which there is room. */
  void append(LogEntry entry, Buffer bytes) {
    long index = queue.append(bytes);
    cycle = QueueFiles.cycle(index);
    note(entry, index);
  }

  /** Brings all records to the disk. */
  void force() throws IOException {
    queue.force();
  }

  /** Takes away the files at the beginning that nobody needs. */
  void deleteUnused() throws IOException {
    for (int unused : ledger.unusedCycles(cycle)) {
      queue.deleteCycle(unused);
    }
  }

  /** Reads records, on the thread that uses it. */
  QueueFiles.Reader reader() {
    return queue.reader();
  }

  @Override
  public void close() {
    try {
      queue.close();
    } finally {
      directory.close();
    }
  }
}
