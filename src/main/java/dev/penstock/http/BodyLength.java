package dev.penstock.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The length of a request's body as its head tells it. */
final class BodyLength {
  /** A chunked body: known when it was read. */
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
      return 0;
    }
    try {
      return Long.parseLong(length.trim());
    } catch (NumberFormatException malformed) {
      // The decoder accepts digits only, so these are too many of them.
      return Long.MAX_VALUE;
    }
  }
}
