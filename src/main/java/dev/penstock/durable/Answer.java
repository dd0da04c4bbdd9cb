package dev.penstock.durable;

import dev.penstock.Failure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt has come to.
 *
 * @param status of HTTP; 0 if there was no answer
 * @param reason why there was none, or no good one, where the message does not tell
 */
public record Answer(int status, @Nullable String reason, Message message) {
  /** Header of what stands for an answer that there was not: the name of a {@link Failure}. */
  public static final String FAILURE = "failure";

  /** Header of an answer 429 or 503: how many seconds to wait at least before the next attempt. */
  public static final String RETRY_AFTER = "retry-after";

  /** There was no answer. */
  public static Answer none(String reason) {
    return new Answer(0, reason, new Message(List.of(), Body.empty()));
  }

  /** There was no answer, and to a caller this means that failure. */
  public static Answer none(String reason, Failure failure) {
    return new Answer(
        0, reason, new Message(List.of(Map.entry(FAILURE, failure.name())), Body.empty()));
  }
}
