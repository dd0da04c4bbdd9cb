package dev.penstock.http;

import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered as it was asked, with the status and the words for its client.
 */
final class RefusedRequest extends RuntimeException {
  private final int status;
  private final @Nullable Hint hint;

  /** A header of the refusal that says what would not be refused. */
  record Hint(CharSequence name, String value) {}

  private RefusedRequest(int status, String detail, @Nullable Hint hint) {
    super(detail, null, false, false);
    this.status = status;
    this.hint = hint;
  }

  static RefusedRequest of(int status, String detail) {
    return new RefusedRequest(status, detail, null);
  }

  static RefusedRequest badRequest(String detail) {
    return of(400, detail);
  }

  static RefusedRequest bodyTooLarge(long limit) {
    return of(413, "The body is larger than " + limit + " bytes");
  }

  static RefusedRequest notFound(String detail) {
    return of(404, detail);
  }

  /** For a while; the answer tells the client to try again. */
  static RefusedRequest unavailable(String detail) {
    return of(503, detail);
  }

  /**
   * A wrong method.
   *
   * @param allow the methods that are right, as header {@code Allow} lists them
   */
  static RefusedRequest wrongMethod(Object method, String allow) {
    return new RefusedRequest(
        405, method + " is not allowed here, only " + allow, new Hint(HttpHeaders.ALLOW, allow));
  }

  /** A client that did not show that it may ask. */
  static RefusedRequest unauthorized(String detail) {
    return new RefusedRequest(401, detail, new Hint("www-authenticate", "Bearer"));
  }

  /** A client that wants another version of the WebSocket protocol. */
  static RefusedRequest webSocketVersion(String supported) {
    return new RefusedRequest(
        426,
        "WebSocket is spoken in version " + supported + " only",
        new Hint("sec-websocket-version", supported));
  }

  int status() {
    return status;
  }

  @Nullable Hint hint() {
    return hint;
  }
}
