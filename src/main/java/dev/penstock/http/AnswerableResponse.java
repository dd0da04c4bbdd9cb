package dev.penstock.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.util.function.Supplier;

/**
 * All ways in which user code can answer, each through the same three points: nothing once the
 * response was taken away, then the head, then the end. An end on another thread is handed to the
 * event loop.
 */
abstract class AnswerableResponse extends TakeableResponse {
  private static final Future<Void> ANSWERED_BY_LISTENER =
      Future.failedFuture("The listener has answered this request already");

  AnswerableResponse(HttpServerResponse delegate) {
    super(delegate);
  }

  /** Whether the current thread is the event loop of the connection. */
  abstract boolean isOnLoop();

  /** The context of the request. */
  abstract ContextInternal context();

  /** Whether the listener has answered in place of an empty response. On the event loop. */
  abstract boolean isAnsweredInstead();

  /**
   * Completes the head, if it was not written.
   *
   * @param typeIsText whether there is a body that is text unless the route says otherwise
   */
  abstract void prepareHead(boolean typeIsText);

  /** Ends the bookkeeping of the request, whose last part is being written. */
  abstract Future<Void> finishAfter(Future<Void> written);

  private boolean hasBody() {
    int status = delegate.getStatusCode();
    return status != 204 && status != 304;
  }

  /** Ends the response on its event loop, where the deadline may be ending it now. */
  private Future<Void> endOnLoop(Supplier<Future<Void>> end) {
    Promise<Void> ended = context().promise();
    context()
        .runOnContext(
            go -> {
              try {
                end.get().onComplete(ended);
              } catch (RuntimeException e) {
                ended.fail(e);
              }
            });
    return ended.future();
  }

  @Override
  public Future<Void> end() {
    if (!isOnLoop()) {
      return endOnLoop(this::end);
    }
    if (isTaken()) {
      return ANSWERED_BY_LISTENER;
    }
    if (!delegate.headWritten() && isAnsweredInstead()) {
      return Future.succeededFuture();
    }
    prepareHead(false);
    return finishAfter(delegate.end());
  }

  @Override
  public Future<Void> end(Buffer chunk) {
    if (!isOnLoop()) {
      return endOnLoop(() -> end(chunk));
    }
    if (isTaken()) {
      return ANSWERED_BY_LISTENER;
    }
    prepareHead(hasBody() && chunk.length() > 0);
    return finishAfter(delegate.end(chunk));
  }

  @Override
  public Future<Void> end(String chunk) {
    return end(Buffer.buffer(chunk));
  }

  @Override
  public Future<Void> end(String chunk, String encoding) {
    return end(Buffer.buffer(chunk, encoding));
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    if (isTaken()) {
      return ANSWERED_BY_LISTENER;
    }
    prepareHead(hasBody());
    return delegate.write(chunk);
  }

  @Override
  public Future<Void> write(String chunk) {
    return write(Buffer.buffer(chunk));
  }

  @Override
  public Future<Void> write(String chunk, String encoding) {
    return write(Buffer.buffer(chunk, encoding));
  }

  @Override
  public Future<Void> writeHead() {
    if (isTaken()) {
      return ANSWERED_BY_LISTENER;
    }
    prepareHead(hasBody());
    return delegate.writeHead();
  }

  @Override
  public Future<Void> sendFile(String filename, long offset, long length) {
    if (isTaken()) {
      return ANSWERED_BY_LISTENER;
    }
    prepareHead(false);
    return finishAfterFile(delegate.sendFile(filename, offset, length));
  }

  @Override
  public Future<Void> sendFile(FileChannel channel, long offset, long length) {
    if (isTaken()) {
      return ANSWERED_BY_LISTENER;
    }
    prepareHead(false);
    return finishAfterFile(delegate.sendFile(channel, offset, length));
  }

  @Override
  public Future<Void> sendFile(RandomAccessFile file, long offset, long length) {
    if (isTaken()) {
      return ANSWERED_BY_LISTENER;
    }
    prepareHead(false);
    return finishAfterFile(delegate.sendFile(file, offset, length));
  }

  private Future<Void> finishAfterFile(Future<Void> sent) {
    return sent.onComplete(
        done -> {
          // A file that cannot be opened leaves the response to the route, which may still answer.
          if (delegate.ended()) {
            finishAfter(sent);
          }
        });
  }
}
