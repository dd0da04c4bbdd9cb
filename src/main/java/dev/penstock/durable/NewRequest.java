package dev.penstock.durable;

import org.jspecify.annotations.Nullable;

/**
 * A request that asks to be accepted.
 *
 * @param application whose request it is
 * @param method of HTTP
 * @param target path and query as the client sent them
 * @param idempotencyKey that the client gave, if it did
 * @param message its headers and body; a body in a file is one of {@link BodyFiles#draft}
 */
public record NewRequest(
    String application,
    String method,
    String target,
    @Nullable String idempotencyKey,
    Message message) {}
