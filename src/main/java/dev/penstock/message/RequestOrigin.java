package dev.penstock.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a whole call tree inherits from the request that started it.
 *
 * @param requestId printable ASCII, at most 128 characters
 * @param traceparent W3C trace context, if the client sent one
 * @param tracestate likewise
 * @param headers propagated headers by lower-case name
 */
public record RequestOrigin(
    String requestId,
    @Nullable String traceparent,
    @Nullable String tracestate,
    Map<String, String> headers) {
  /** An origin without trace and headers. */
  public static RequestOrigin of(String requestId) {
    return new RequestOrigin(requestId, null, null, Map.of());
  }
}
