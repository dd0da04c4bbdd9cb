package dev.penstock.http;

import io.netty.handler.codec.CorruptedFrameException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.handler.HttpException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request body of unknown length or of HTTP/2, counted while it is read, in whatever way that is.
 *
 * <p>Stands between the request and its readers: they get chunks up to the limit, then the failure.
 * Bodies of HTTP/1 with a content-length need none of this: the HTTP decoder holds them to it, and
 * Vert.x counts what was read; of HTTP/2 it counts what has come.
 */
final class ChunkedBody {
  private final ContextInternal context;
  private final long limit;
  private final Consumer<RefusedRequest> onRefused;
  private long seen;
  private boolean refused;
  private @Nullable Handler<Buffer> chunkHandler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Buffer whole;
  private @Nullable Promise<Buffer> wholePromise;
  private @Nullable Promise<Void> endPromise;

  /**
   * Counts the body of a request that nobody reads yet.
   *
   * @param limit bytes
   * @param onRefused answers the request; runs before readers are told
   */
  ChunkedBody(
      HttpServerRequest request,
      ContextInternal context,
      long limit,
      Consumer<RefusedRequest> onRefused) {
    this.context = context;
    this.limit = limit;
    this.onRefused = onRefused;
    request.handler(this::onChunk).endHandler(this::onEnd).exceptionHandler(this::onUnreadable);
  }

  /** Bytes that were given to whoever reads the body, or to nobody. */
  long read() {
    return seen;
  }

  void handler(@Nullable Handler<Buffer> handler) {
    chunkHandler = handler;
  }

  void endHandler(@Nullable Handler<Void> handler) {
    endHandler = handler;
  }

  void exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
  }

  Future<Buffer> body() {
    if (wholePromise == null) {
      whole = Buffer.buffer();
      wholePromise = context.promise();
    }
    return wholePromise.future();
  }

  Future<Void> end() {
    if (endPromise == null) {
      endPromise = context.promise();
    }
    return endPromise.future();
  }

  /** Counts so many more bytes; false if they are refused. */
  boolean admit(int bytes) {
    if (refused) {
      return false;
    }
    seen += bytes;
    if (seen > limit) {
      refuse(RefusedRequest.bodyTooLarge(limit));
      return false;
    }
    return true;
  }

  private void onChunk(Buffer chunk) {
    if (!admit(chunk.length())) {
      return;
    }
    if (chunkHandler != null) {
      chunkHandler.handle(chunk);
    }
    if (whole != null) {
      whole.appendBuffer(chunk);
    }
  }

  private void onEnd(@Nullable Void ignored) {
    if (refused) {
      return;
    }
    if (endHandler != null) {
      endHandler.handle(null);
    }
    if (wholePromise != null) {
      wholePromise.tryComplete(whole);
    }
    if (endPromise != null) {
      endPromise.tryComplete();
    }
  }

  /** The connection broke, or the decoder found no chunk where one should be. */
  private void onUnreadable(Throwable failure) {
    boolean malformed =
        failure instanceof IllegalArgumentException || failure instanceof CorruptedFrameException;
    if (malformed && !refused) {
      refuse(RefusedRequest.badRequest("The chunks of the body are malformed"));
    } else {
      onFailure(failure);
    }
  }

  private void refuse(RefusedRequest refusal) {
    refused = true;
    onRefused.accept(refusal);
    onFailure(new HttpException(refusal.status(), refusal.getMessage()));
  }

  private void onFailure(Throwable failure) {
    whole = null;
    if (exceptionHandler != null) {
      exceptionHandler.handle(failure);
    }
    if (wholePromise != null) {
      wholePromise.tryFail(failure);
    }
    if (endPromise != null) {
      endPromise.tryFail(failure);
    }
  }
}
