package dev.penstock.http;

import dev.penstock.Blob;
import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.PayloadWriter;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import org.jspecify.annotations.Nullable;

/**
 * A request body on its way into a blob. While it has no room for what comes next the request is
 * paused.
 *
 * <p>Ends once: with the last byte, or by a failure, which gives the room back at once; what comes
 * after that is dropped. Confined to the event loop of its connection.
 */
final class BlobUpload implements BodyTap.Reader {
  private final HttpServerRequest request;
  private final @Nullable MountedResponse response;
  private final ContextInternal context;
  private final CallScope scope;
  private final PayloadWriter writer;
  private final Promise<Blob> promise;
  private @Nullable BodyTap tap;
  private boolean waiting;
  private boolean ended;

  private BlobUpload(
      HttpServerRequest request,
      @Nullable MountedResponse response,
      ContextInternal context,
      CallScope scope,
      long length) {
    this.request = request;
    this.response = response;
    this.context = context;
    this.scope = scope;
    this.writer = new PayloadWriter(length, context);
    this.promise = context.promise();
  }

  /**
   * Reads the body of a request.
   *
   * @param response of a request of this listener; null for one of another server
   * @return the blob, of the current call
   */
  static Future<Blob> of(HttpServerRequest request, @Nullable MountedResponse response) {
    ContextInternal context = ((HttpServerRequestInternal) request).context();
    CallScope scope = CurrentCall.get();
    if (context.inThread()) {
      return start(request, response, context, scope);
    }
    Promise<Blob> read = context.promise();
    context.runOnContext(go -> start(request, response, context, scope).onComplete(read));
    return read.future();
  }

  private static Future<Blob> start(
      HttpServerRequest request,
      @Nullable MountedResponse response,
      ContextInternal context,
      CallScope scope) {
    try {
      if (request.bytesRead() > 0) {
        return context.failedFuture(
            new IllegalStateException(
                "the body of the request has begun to pass unread: call Blob.body(...) before"
                    + " anything asynchronous, or pause the request until then"));
      }
      if (response != null && response.isOver()) {
        return context.failedFuture(over(response));
      }
      long length = BodyLength.of(request);
      if (request.isEnded() || length == 0) {
        return context.succeededFuture(new PayloadWriter(0, context).finish(scope));
      }
      BlobUpload upload = new BlobUpload(request, response, context, scope, length);
      upload.begin(length == BodyLength.UNKNOWN ? 0 : (int) length);
      return upload.promise.future();
    } catch (RuntimeException e) {
      return context.failedFuture(e);
    }
  }

  private void begin(int length) {
    if (response != null) {
      response.uploads(this);
    }
    request.exceptionHandler(this::fail);
    awaitRoom(length, this::read);
  }

  private void read() {
    if (response != null && request.version() != HttpVersion.HTTP_2) {
      tap = BodyTap.on(ConnectionWatch.channel(request.connection()), this);
    }
    request.handler(this::onChunk).endHandler(this::onEnd).resume();
  }

  private void resume() {
    request.resume();
    if (tap != null) {
      tap.release();
    }
  }

  /** Makes room before anything else comes, and goes on then. */
  private void awaitRoom(int bytes, Runnable next) {
    Future<Void> room = writer.makeRoom(bytes);
    if (room.succeeded()) {
      next.run();
      return;
    }
    waiting = true;
    request.pause();
    room.onComplete(
        made -> {
          waiting = false;
          if (ended) {
            return;
          }
          if (made.failed()) {
            fail(made.cause());
          } else {
            next.run();
          }
        });
  }

  private void onChunk(Buffer chunk) {
    ByteBuf bytes = ((BufferInternal) chunk).getByteBuf();
    if (tap != null) {
      tap.onArrived(bytes);
    }
    if (ended) {
      return;
    }
    int length = bytes.readableBytes();
    if (writer.fits(length)) {
      writer.append(bytes);
    } else {
      awaitRoom(
          length,
          () -> {
            writer.append(bytes);
            resume();
          });
    }
  }

  @Override
  public boolean take(ByteBuf chunk) {
    int length = chunk.readableBytes();
    if (!ended && !waiting && !writer.fits(length)) {
      awaitRoom(length, this::resume);
    }
    if (waiting && !ended) {
      return false;
    }
    if (response != null && response.admitBody(length) && !ended) {
      writer.append(chunk);
    }
    return true;
  }

  private void onEnd(@Nullable Void end) {
    if (ended) {
      return;
    }
    ended = true;
    if (response != null) {
      response.uploads(null);
    }
    Blob blob;
    try {
      blob = writer.finish(scope);
    } catch (RuntimeException e) {
      writer.abort();
      promise.fail(e);
      return;
    }
    promise.complete(blob);
  }

  /** The request has ended before its body, or its body was refused. */
  void onRequestOver(@Nullable Throwable cause) {
    if (response != null) {
      abandon(cause == null ? over(response) : cause, true);
    }
  }

  private void fail(Throwable cause) {
    abandon(cause, false);
  }

  private void abandon(Throwable cause, boolean later) {
    if (ended) {
      return;
    }
    ended = true;
    writer.abort();
    if (response != null) {
      response.uploads(null);
    }
    if (later) {
      // Who ends the request is not done with it: the route must not answer in between.
      context.runOnContext(go -> promise.fail(cause));
    } else {
      promise.fail(cause);
    }
    if (response == null || !response.closed()) {
      resume();
    }
  }

  private static Throwable over(MountedResponse response) {
    if (response.closed()) {
      return new HttpClosedException("Connection was closed");
    }
    return response.isGivenUp()
        ? new CallFailedException(
            Failure.TIMED_OUT, "the request was given up before its body was read")
        : new IllegalStateException("the request was answered before its body was read");
  }
}
