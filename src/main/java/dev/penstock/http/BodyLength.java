package dev.penstock.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** The length of a request's body as its head tells it. */
final class BodyLength {
  /** A body that is chunked, or of HTTP/2, which needs no length: known when it was read. */
  static final long UNKNOWN = -1;

  private BodyLength() {}

  /** Bytes; 0 if there is no body, {@link #UNKNOWN} if it is chunked. */
  static long of(HttpServerRequest request) {
    MultiMap headers = request.headers();
    if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
      return UNKNOWN;
    }
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return request.version() == HttpVersion.HTTP_2 && mayHaveBody(request) ? UNKNOWN : 0;
    }
    try {
      return Long.parseLong(length.trim());
    } catch (NumberFormatException malformed) {
      // The decoder accepts digits only, so these are too many of them.
      return Long.MAX_VALUE;
    }
  }

  private static boolean mayHaveBody(HttpServerRequest request) {
    return !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
  }
}
