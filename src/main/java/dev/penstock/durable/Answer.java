package dev.penstock.durable;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt has come to.
 *
 * @param status of HTTP; 0 if there was no answer
 * @param reason why there was none; null if there was one
 */
public record Answer(int status, @Nullable String reason, Message message) {
  /** There was no answer. */
  public static Answer none(String reason) {
    return new Answer(0, reason, new Message(List.of(), Body.empty()));
  }
}
