package dev.penstock.http;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** The headers that every response of an application has. */
final class ResponseHead {
  static final CharSequence REQUEST_ID = AsciiString.cached("x-request-id");
  static final CharSequence TEXT = AsciiString.cached("text/plain; charset=utf-8");
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      AsciiString.cached("x-content-type-options");
  private static final CharSequence NOSNIFF = AsciiString.cached("nosniff");

  private ResponseHead() {}

  /**
   * Adds what a route has not set itself.
   *
   * @param typeIsText whether there is a body that is text unless the route says otherwise
   */
  static void complete(MultiMap headers, String requestId, boolean typeIsText) {
    headers.set(REQUEST_ID, requestId);
    if (!headers.contains(CONTENT_TYPE_OPTIONS)) {
      headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
    }
    if (typeIsText && !headers.contains(HttpHeaders.CONTENT_TYPE)) {
      headers.set(HttpHeaders.CONTENT_TYPE, TEXT);
    }
  }
}
