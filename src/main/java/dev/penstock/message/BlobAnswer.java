package dev.penstock.message;

import dev.penstock.Blob;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

/** Blobs as the bodies of HTTP responses, from where they lie. Stateless. */
public final class BlobAnswer {
  private BlobAnswer() {}

  /**
   * Ends a response with a blob, whose bytes are held until the last one was written or the
   * connection broke, whatever becomes of the instance meanwhile.
   *
   * @return ends then
   * @throws IllegalStateException if the blob is closed, or the response has ended
   */
  public static Future<Void> end(HttpServerResponse response, Blob blob, CharSequence type) {
    Content content = ((HeldBlob) blob).hold();
    Future<Void> sent;
    try {
      response.putHeader(HttpHeaders.CONTENT_TYPE, type);
      if (!response.isChunked() && response.getStatusCode() != 204) {
        // Vert.x would not tell it to a client that asks for the head only.
        response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(content.length()));
      }
      sent = response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(content.peek())));
    } catch (RuntimeException e) {
      content.release(false);
      throw e;
    }
    return sent.onComplete(ended -> content.release(false));
  }
}
