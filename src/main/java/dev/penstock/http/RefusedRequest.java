package dev.penstock.http;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered as it was asked, with the status and the words for its client.
 */
final class RefusedRequest extends RuntimeException {
  private final int status;
  private final @Nullable String allow;

  private RefusedRequest(int status, String detail, @Nullable String allow) {
    super(detail, null, false, false);
    this.status = status;
    this.allow = allow;
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
    return new RefusedRequest(405, method + " is not allowed here, only " + allow, allow);
  }

  int status() {
    return status;
  }

  @Nullable String allow() {
    return allow;
  }
}
