package dev.penstock.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Function;

/**
 * A large response body on its way out: a piece is written when the one before it is. TLS and
 * compression make a copy of whatever is written, and hold up the event loop for it. Confined to
 * the event loop of its connection.
 */
final class PiecewiseBody {
  /** Bytes of a piece; what is smaller is written whole. */
  static final int PIECE = 1 << 20;

  private final HttpServerResponse response;
  private final ContextInternal context;
  private final Buffer body;
  private final Function<Buffer, Future<Void>> end;
  private final Promise<Void> sent;
  private int at;

  /**
   * A body of which nothing was written.
   *
   * @param end writes the last piece
   */
  PiecewiseBody(
      HttpServerResponse response,
      ContextInternal context,
      Buffer body,
      Function<Buffer, Future<Void>> end) {
    this.response = response;
    this.context = context;
    this.body = body;
    this.end = end;
    this.sent = context.promise();
  }

  /** Writes it; the future ends with the last byte, or when the connection broke. */
  Future<Void> send() {
    next();
    return sent.future();
  }

  private void next() {
    if (response.closed()) {
      sent.fail(new HttpClosedException("Connection was closed"));
      return;
    }
    int from = at;
    at = Math.min(body.length(), from + PIECE);
    Buffer piece = body.slice(from, at);
    try {
      if (at == body.length()) {
        end.apply(piece).onComplete(sent);
      } else {
        response.write(piece).onComplete(v -> context.runOnContext(go -> next()), sent::fail);
      }
    } catch (RuntimeException e) {
      sent.fail(e);
    }
  }
}
