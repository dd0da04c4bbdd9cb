package dev.penstock.message;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a whole call tree inherits from the request that started it.
 *
 * @param requestId printable ASCII, at most 128 characters
 * @param traceparent W3C trace context, if the client sent one
 * @param tracestate likewise
 * @param modelId the model that is asked for, if any
 * @param headers propagated headers by lower-case name
 * @param attempt of a durable request, from 1; 0 for a request that somebody waits for
 */
public record RequestOrigin(
    String requestId,
    @Nullable String traceparent,
    @Nullable String tracestate,
    @Nullable String modelId,
    Map<String, String> headers,
    int attempt) {
  /** An origin without trace, model and headers. */
  public static RequestOrigin of(String requestId) {
    return new RequestOrigin(requestId, null, null, null, Map.of(), 0);
  }

  /**
   * A copy for the calls below one that was made with options.
   *
   * @param model the model instead of the inherited one, if any
   * @param more headers that go before the inherited ones, by lower-case name
   */
  public RequestOrigin with(@Nullable String model, Map<String, String> more) {
    Map<String, String> all = headers;
    if (!more.isEmpty()) {
      all = new HashMap<>(headers);
      all.putAll(more);
    }
    return new RequestOrigin(
        requestId, traceparent, tracestate, model == null ? modelId : model, all, attempt);
  }
}
