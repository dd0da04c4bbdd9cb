package dev.penstock.durable;

import dev.penstock.durable.LogEntry.Accepted;
import dev.penstock.durable.LogEntry.Began;
import dev.penstock.durable.LogEntry.Ended;
import dev.penstock.durable.LogEntry.Returned;
import dev.penstock.message.ValueException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a log says, read without changing it, also while a process has it open.
 *
 * @param process the one that has it open, or had last and is still there; empty if none
 * @param owner who has taken it over, in words; empty if nobody has
 * @param damaged how many records could not be read
 * @param requests in the order of their acceptance
 */
public record LogInspection(
    Path directory,
    Optional<Long> process,
    Optional<String> owner,
    long damaged,
    List<Listed> requests) {
  /**
   * A request as the log has it.
   *
   * @param method of HTTP, or {@link Work.Call#METHOD}
   * @param target path and query, or deployment and method
   * @param state {@link RequestState#RUNNING} also if its process has ended
   * @param ended null before its end
   * @param reason why it has no good answer; null if it has one, or has not ended
   */
  public record Listed(
      RequestId id,
      String application,
      String method,
      String target,
      RequestState state,
      int attempts,
      Instant accepted,
      @Nullable Instant ended,
      @Nullable String reason) {
    private Listed with(RequestState now, int attemptsNow) {
      return new Listed(id, application, method, target, now, attemptsNow, accepted, null, null);
    }

    private Listed with(Ended end) {
      return new Listed(
          id,
          application,
          method,
          target,
          end.state(),
          end.attempts(),
          accepted,
          Instant.ofEpochMilli(end.timeMillis()),
          end.reason());
    }
  }

  /**
   * Reads a log. Waits for the disk.
   *
   * @throws LogUnusableException if there is none, or it cannot be read
   */
  public static LogInspection of(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    Reading reading = new Reading(LogDirectory.idOf(path));
    try {
      QueueFiles.readAll(path.resolve("log"), reading::add);
    } catch (NewerLogException e) {
      throw new LogUnusableException(path, String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      throw new LogUnusableException(path, "cannot be read (" + e + ")", e);
    }
    return new LogInspection(
        path,
        process(path),
        LogOwner.of(path).map(LogOwner::words),
        reading.damaged,
        List.copyOf(reading.requests.values()));
  }

  private static Optional<Long> process(Path path) {
    try {
      long pid = Long.parseLong(Files.readString(path.resolve("lock")).trim());
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(ProcessHandle::pid);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The records so far. */
  private static final class Reading {
    private final int log;
    private final Map<Long, Listed> requests = new TreeMap<>();
    private long damaged;

    Reading(int log) {
      this.log = log;
    }

    void add(Buffer bytes) {
      LogEntry entry;
      try {
        entry = LogEntryCodec.decode(bytes);
      } catch (ValueException e) {
        damaged++;
        return;
      }
      if (entry instanceof Accepted accepted) {
        requests.put(accepted.number(), listed(accepted));
      } else if (entry instanceof Began began) {
        requests.computeIfPresent(
            began.number(), (number, last) -> last.with(RequestState.RUNNING, began.attempt()));
      } else if (entry instanceof Returned returned) {
        requests.computeIfPresent(
            returned.number(),
            (number, last) -> last.with(RequestState.PENDING, Math.max(0, last.attempts() - 1)));
      } else if (entry instanceof Ended ended) {
        requests.computeIfPresent(ended.number(), (number, last) -> last.with(ended));
      }
    }

    private Listed listed(Accepted accepted) {
      return new Listed(
          new RequestId(accepted.timeMillis(), log, accepted.number(), accepted.salt()),
          accepted.application(),
          accepted.work().method(),
          accepted.work().target(),
          RequestState.PENDING,
          0,
          Instant.ofEpochMilli(accepted.timeMillis()),
          null,
          null);
    }
  }
}
