package dev.penstock.durable;

import org.jspecify.annotations.Nullable;

/**
 * A request that asks to be accepted.
 *
 * @param application whose request it is
 * @param work what it asks for
 * @param idempotencyKey that the client gave, if it did
 * @param message its headers and body; a body in a file is one of {@link BodyFiles#draft}
 */
public record NewRequest(
    String application, Work work, @Nullable String idempotencyKey, Message message) {
  /** A request over HTTP. */
  public NewRequest(
      String application,
      String method,
      String target,
      @Nullable String idempotencyKey,
      Message message) {
    this(application, new Work.Http(method, target), idempotencyKey, message);
  }
}
