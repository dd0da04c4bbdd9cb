package dev.penstock.durable;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One record of a log. */
sealed interface LogEntry {
  /** Which request of the log. */
  long number();

  /** When it was written, in milliseconds since 1970. */
  long timeMillis();

  /**
   * A request was accepted.
   *
   * @param salt of its {@link RequestId}
   * @param application whose request it is
   * @param work what it asks for
   * @param idempotencyKey that the client gave, if it did
   * @param timeout from then on, after which it is not begun any more
   */
  record Accepted(
      long number,
      long timeMillis,
      long salt,
      String application,
      Work work,
      @Nullable String idempotencyKey,
      Duration timeout,
      Message message)
      implements LogEntry {}

  /** An attempt to run it begins. Attempts count from 1. */
  record Began(long number, long timeMillis, int attempt) implements LogEntry {}

  /** The attempt that ran was cut, or refused for the time being: it was none. */
  record Returned(long number, long timeMillis) implements LogEntry {}

  /**
   * It has come to its end, and is not run again.
   *
   * @param state a state that {@linkplain RequestState#ended is an end}
   * @param attempts how often it was begun
   * @param status of the answer; 0 if there is none
   * @param reason why there is no answer, or no good one; null if there is
   */
  record Ended(
      long number,
      long timeMillis,
      RequestState state,
      int attempts,
      int status,
      @Nullable String reason,
      Message answer)
      implements LogEntry {}
}
