package dev.penstock.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All ways in which user code can answer, each through the same three points: nothing once the
 * response was taken away, then the head, then the end. An end on another thread is handed to the
 * event loop.
 */
abstract class AnswerableResponse extends TakeableResponse {
  private static final Future<Void> ANSWERED_BY_LISTENER =
      Future.failedFuture("The listener has answered this request already");

  /** The last part is there, and is written piece by piece. */
  private boolean ending;

  /** Ends an answer that has begun with a problem; null where that must be cut. */
  private @Nullable Consumer<Buffer> breakTeller;

  AnswerableResponse(HttpServerResponse delegate) {
    super(delegate);
  }

  /** The answer has a way to say in its middle that the rest does not come: by that. */
  final void tellsBreakBy(Consumer<Buffer> teller) {
    breakTeller = teller;
  }

  /** Ends an answer that has begun with that problem; false if it has no way to. On the loop. */
  final boolean tellBreak(Buffer problem) {
    if (breakTeller == null) {
      return false;
    }
    breakTeller.accept(problem);
    return true;
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

  /** Whether the request wants no body. */
  abstract boolean isHead();

  /** A part of the body is being written, and more is to come. On the event loop. */
  abstract void onPartWritten();

  /** Whether it is one of HTTP/2, where Vert.x sends whatever body it is given. */
  abstract boolean isMultiplexed();

  /** The route has answered: from now on only the client is waited for. */
  abstract void onEnding();

  /** Ends the bookkeeping of the request, whose last part is being written. */
  abstract Future<Void> finishAfter(Future<Void> written);

  private boolean hasBody() {
    int status = delegate.getStatusCode();
    return status != 204 && status != 304;
  }

  /** RFC 9113 section 8.1.1: a body where none may be breaks the stream. */
  final boolean isToDropBody() {
    return isMultiplexed() && (isHead() || !hasBody());
  }

  private Future<Void> endInPieces(Buffer body) {
    if (!delegate.headWritten() && !delegate.isChunked()) {
      delegate.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
    }
    ending = true;
    onEnding();
    return new PiecewiseBody(delegate, context(), body, last -> finishAfter(delegate.end(last)))
        .send();
  }

  /** Whether the route has ended it, although its last piece may not be written yet. */
  @Override
  public final boolean ended() {
    return ending || delegate.ended();
  }

  /** Whether the rest of the answer is there and its client has to take it. */
  final boolean isEnding() {
    return ending;
  }

  /** For who writes after the end. */
  final void requireNotEnding() {
    if (ending) {
      throw new IllegalStateException("Response has already been written");
    }
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
    if (chunk.length() > PiecewiseBody.PIECE && hasBody() && !isHead()) {
      return endInPieces(chunk);
    }
    return finishAfter(isToDropBody() ? delegate.end() : delegate.end(chunk));
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
    if (isOnLoop()) {
      onPartWritten();
    }
    if (isToDropBody()) {
      return delegate.headWritten() ? Future.succeededFuture() : delegate.writeHead();
    }
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

  /** What is swallowed holds nobody back: a pipe asks this of a response that is over, too. */
  @Override
  public boolean writeQueueFull() {
    return !isTaken() && !delegate.ended() && super.writeQueueFull();
  }
}
