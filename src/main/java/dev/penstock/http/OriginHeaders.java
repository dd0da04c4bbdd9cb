package dev.penstock.http;

import dev.penstock.message.RequestOrigin;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the headers of a request say to its whole call tree. */
final class OriginHeaders {
  private static final CharSequence TRACEPARENT = AsciiString.cached("traceparent");
  private static final CharSequence TRACESTATE = AsciiString.cached("tracestate");
  // W3C Trace Context: version 00 has 55 characters, later ones may append; 512 is its limit.
  private static final int MIN_TRACEPARENT = 55;
  private static final int MAX_TRACEPARENT = 128;
  private static final int MAX_TRACESTATE = 512;

  private OriginHeaders() {}

  /**
   * The origin of a request.
   *
   * @param propagated lower-case names of headers that the whole call tree sees
   * @param attempt of a durable request; 0 for any other
   */
  static RequestOrigin of(
      MultiMap headers, String requestId, List<String> propagated, int attempt) {
    String modelId = ModelIdHeader.in(headers);
    Map<String, String> seen = propagated.isEmpty() ? Map.of() : propagated(headers, propagated);
    String traceparent = headers.get(TRACEPARENT);
    if (traceparent == null
        || traceparent.length() < MIN_TRACEPARENT
        || traceparent.length() > MAX_TRACEPARENT) {
      return modelId == null && seen.isEmpty() && attempt == 0
          ? RequestOrigin.of(requestId)
          : new RequestOrigin(requestId, null, null, modelId, seen, attempt);
    }
    String tracestate = headers.get(TRACESTATE);
    if (tracestate != null && tracestate.length() > MAX_TRACESTATE) {
      tracestate = null;
    }
    return new RequestOrigin(requestId, traceparent, tracestate, modelId, seen, attempt);
  }

  private static Map<String, String> propagated(MultiMap headers, List<String> names) {
    Map<String, String> found = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String value = headers.get(names.get(i));
      if (value != null) {
        found.put(names.get(i), value);
      }
    }
    return found;
  }
}
