package dev.penstock.durable;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to a log on a thread of its own, many records at a time: what is to be on the disk before
 * it is told waits for one sync together with all that came meanwhile (group commit).
 *
 * <p>The thread owns the {@link RequestLog}. Others hand over what is to be written, and hear of it
 * on their own contexts. What fails for want of room has left nothing behind.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  /** Records that share a sync. */
  private static final int MOST = 1024;

  /**
   * Room that a request leaves on the disk when it is accepted: so that it can begin and end when
   * no other one is accepted any more.
   */
  static final long MARGIN_BYTES = 20L << 20;

  /** Room that every other record leaves: what a new file of the log takes, and others write. */
  private static final long LAST_BYTES = 8L << 20;

  /** After so many bytes the disk is asked again what is free. */
  private static final long ASK_BYTES = 4L << 20;

  private final RequestLog log;
  private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;

  /** Bytes of the disk that may be written before it is asked again. Of the thread. */
  private long free;

  /** Nothing is written any more. */
  private volatile boolean closed;

  /** Makes a record when it is its turn. On the thread of the log. */
  @FunctionalInterface
  interface Draft {
    /**
     * The record.
     *
     * @param nowMillis its time
     * @return null if nothing is to be written after all
     */
    @Nullable LogEntry make(long nowMillis);
  }

  private sealed interface Task {}

  private record Write(Draft draft, boolean onDisk, Promise<LogEntry> done) implements Task {}

  private record Run(Runnable task) implements Task {}

  private record Stop() implements Task {}

  /** What is told after the next sync. */
  private record Written(Write write, @Nullable LogEntry entry) {}

  LogWriter(RequestLog log) {
    this.log = log;
    this.thread = new Thread(this::run, "penstock-durable");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Writes a record.
   *
   * @param onDisk whether it is to be synced before it is told
   * @param done gets the record when it is written; null if there was none to write; fails with
   *     {@link DiskFullException} if there is no room
   */
  void write(Draft draft, boolean onDisk, Promise<LogEntry> done) {
    tasks.add(new Write(draft, onDisk, done));
    if (closed) {
      refuseRest();
    }
  }

  /** Runs something between two records. */
  void run(Runnable task) {
    tasks.add(new Run(task));
  }

  private void run() {
    List<Task> batch = new ArrayList<>();
    List<Written> unsynced = new ArrayList<>();
    boolean stopped = false;
    while (!stopped) {
      try {
        batch.add(tasks.take());
      } catch (InterruptedException e) {
        continue; // Nobody may interrupt who writes a mapped file.
      }
      free = 0;
      int taken = 0;
      // What comes while records are written shares their sync.
      do {
        tasks.drainTo(batch, MOST - taken - batch.size());
        taken += batch.size();
        stopped |= carryOut(batch, unsynced);
        batch.clear();
      } while (!unsynced.isEmpty() && !tasks.isEmpty() && taken < MOST);
      sync(unsynced);
    }
    log.close();
    closed = true;
    refuseRest();
  }

  /** Whether nothing follows any more. */
  private boolean carryOut(List<Task> batch, List<Written> unsynced) {
    boolean stopped = false;
    for (Task task : batch) {
      if (task instanceof Write write) {
        write(write, unsynced);
      } else if (task instanceof Run run) {
        safely(run.task());
      } else {
        stopped = true;
      }
    }
    return stopped;
  }

  /** What came too late: nobody shall wait for it. Any thread. */
  private void refuseRest() {
    for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
      if (task instanceof Write write) {
        safely(() -> write.done().fail("the log of requests is closed"));
      }
    }
  }

  private void write(Write write, List<Written> unsynced) {
    LogEntry entry = null;
    try {
      entry = write.draft().make(log.now());
      if (entry == null) {
        tell(write, null, unsynced);
        return;
      }
      Buffer bytes = LogEntryCodec.encode(entry);
      if (bytes.length() > QueueFiles.MOST_BYTES) {
        throw new IllegalArgumentException(
            "a record of " + bytes.length() + " bytes is too large: its headers are");
      }
      takeRoom(bytes.length(), entry instanceof LogEntry.Accepted ? MARGIN_BYTES : LAST_BYTES);
      log.append(entry, bytes);
    } catch (Throwable thrown) {
      // Whatever it is, only this record failed, and the others go on.
      dropBody(entry);
      safely(() -> write.done().fail(thrown));
      return;
    }
    tell(write, entry, unsynced);
  }

  /** What finds nothing to write may have found a record that is not synced yet. */
  private static void tell(Write write, @Nullable LogEntry entry, List<Written> unsynced) {
    if (write.onDisk() && (entry != null || !unsynced.isEmpty())) {
      unsynced.add(new Written(write, entry));
    } else {
      safely(() -> write.done().complete(entry));
    }
  }

  /** A mapped file is written without being told that there is no room. */
  private void takeRoom(int bytes, long margin) {
    if (free < bytes + margin) {
      free = Math.min(log.freeBytes(), bytes + margin + ASK_BYTES);
      if (free < bytes + margin) {
        throw new DiskFullException(log.directory().path());
      }
    }
    free -= bytes;
  }

  /** A body that no record names, before the next record takes its name. */
  private void dropBody(@Nullable LogEntry entry) {
    Message message = null;
    if (entry instanceof LogEntry.Accepted accepted) {
      message = accepted.message();
    } else if (entry instanceof LogEntry.Ended ended) {
      message = ended.answer();
    }
    if (message != null && message.body() instanceof Body.InFile body) {
      try {
        Files.deleteIfExists(log.directory().bodies().resolve(body.file()));
      } catch (IOException e) {
        LOG.warn("the body {} could not be deleted: {}", body.file(), e.toString());
      }
    }
  }

  private void sync(List<Written> unsynced) {
    if (unsynced.isEmpty()) {
      return;
    }
    try {
      log.force();
      unsynced.forEach(each -> safely(() -> each.write().done().complete(each.entry())));
    } catch (IOException | RuntimeException e) {
      LOG.error("log of requests {} could not be synced", log.directory().path(), e);
      unsynced.forEach(each -> safely(() -> each.write().done().fail(e)));
    }
    unsynced.clear();
  }

  /** Whatever fails by what it hears, the thread goes on. */
  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      LOG.error("what hears of the log of requests failed", thrown);
    }
  }

  /** Writes what was handed over, and ends. */
  @Override
  public void close() {
    tasks.add(new Stop());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
