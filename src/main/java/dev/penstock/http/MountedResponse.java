package dev.penstock.http;

import dev.penstock.message.CallScope;
import io.netty.util.AsciiString;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response of one request, and what the listener keeps about that request while it is open.
 *
 * <p>It adds the headers that every response has just before the head is written, so that the order
 * in which user code sets its own does not matter. Once the listener has answered by itself
 * (deadline past, body too large) it swallows what user code still writes. Confined to the event
 * loop of its connection: a response that is ended on another thread is ended there.
 */
final class MountedResponse extends TakeableResponse {
  static final CharSequence REQUEST_ID = AsciiString.cached("x-request-id");
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      AsciiString.cached("x-content-type-options");
  private static final CharSequence NOSNIFF = AsciiString.cached("nosniff");
  static final CharSequence TEXT = AsciiString.cached("text/plain; charset=utf-8");
  private static final Future<Void> ANSWERED_BY_LISTENER =
      Future.failedFuture("The listener has answered this request already");

  private final ListenerLoop loop;
  private final HttpServerRequestInternal request;
  private final String requestId;
  private final long startedNanos;
  private long deadlineNanos;
  private @Nullable Handler<Void> userCloseHandler;
  private boolean continueWanted;
  private boolean closing;
  private boolean unwanted;
  private boolean cut;
  private boolean finished;
  private CallScope scope = CallScope.EMPTY;
  private RouteTable.@Nullable Entry owner;

  // Links of the queue in OpenRequests that watches the deadline; null when none does.
  OpenRequests.@Nullable Queue queue;
  @Nullable MountedResponse previous;
  @Nullable MountedResponse next;

  MountedResponse(
      ListenerLoop loop, HttpServerRequestInternal request, String requestId, long startedNanos) {
    super(request.response());
    this.loop = loop;
    this.request = request;
    this.requestId = requestId;
    this.startedNanos = startedNanos;
    delegate.closeHandler(this::onConnectionClosed);
  }

  HttpServerRequestInternal request() {
    return request;
  }

  String requestId() {
    return requestId;
  }

  ListenerLoop loop() {
    return loop;
  }

  long startedNanos() {
    return startedNanos;
  }

  /** The application that answers; null if none does, or not yet. */
  RouteTable.@Nullable Entry owner() {
    return owner;
  }

  void belongsTo(RouteTable.Entry application) {
    owner = application;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  void setDeadlineNanos(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** The request is answered within that call. */
  void worksIn(CallScope call) {
    scope = call;
  }

  /** The call that the request is answered within. */
  CallScope scope() {
    return scope;
  }

  /** The listener waits no more for the route: what it answers from now on is for nobody. */
  void giveUp() {
    unwanted = true;
  }

  /** Whether the client is gone, or the listener has answered before the route did. */
  boolean isGivenUp() {
    return unwanted;
  }

  /** Whether the route has failed. */
  boolean hasFailed() {
    return isTaken() || cut;
  }

  /** The client waits for {@code 100 Continue} before it sends the body. */
  void expectContinue() {
    continueWanted = true;
  }

  /** Somebody wants the body: tells the client to send it, if it waits for that. */
  void wantBody() {
    if (continueWanted && !delegate.headWritten()) {
      continueWanted = false;
      delegate.writeContinue();
    }
  }

  /** Closes the connection after this response, whether or not the request was read. */
  void closeAfterwards() {
    closing = true;
  }

  /**
   * Takes the response away from user code, which may be anywhere in answering it.
   *
   * @return what the listener answers with, or null if the head is out already
   */
  @Nullable HttpServerResponse take() {
    if (isTaken() || delegate.headWritten() || delegate.closed()) {
      return null;
    }
    takeAway();
    // A body that nobody will read stands between this request and the next one.
    if (!request.isEnded() && BodyLength.of(request) != 0) {
      closing = true;
    }
    delegate.headers().clear();
    return delegate;
  }

  /** Whether user code can answer no more. */
  boolean isOver() {
    return isTaken() || delegate.ended() || delegate.closed();
  }

  /** Sends the listener's own answer. */
  Future<Void> endTaken(Buffer body) {
    prepareHead(false);
    return finishAfter(delegate.end(body));
  }

  /** Ends the bookkeeping of a request that goes on as something else, such as a WebSocket. */
  void upgraded() {
    finish(101);
  }

  /** Breaks the connection: a half-sent answer can only so be told from a whole one. */
  void cut() {
    cut = true;
    request.connection().close();
  }

  /** Puts the request id into the answer that upgrades the connection. */
  void prepareUpgrade() {
    delegate.putHeader(REQUEST_ID, requestId);
  }

  private void onConnectionClosed(@Nullable Void ignored) {
    if (!cut) {
      unwanted = true;
    }
    finish(cut ? delegate.getStatusCode() : 499);
    Handler<Void> handler = userCloseHandler;
    if (handler != null) {
      handler.handle(null);
    }
  }

  private void prepareHead(boolean typeIsText) {
    if (delegate.headWritten()) {
      return;
    }
    MultiMap headers = delegate.headers();
    headers.set(REQUEST_ID, requestId);
    if (!headers.contains(CONTENT_TYPE_OPTIONS)) {
      headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
    }
    if (typeIsText && !headers.contains(HttpHeaders.CONTENT_TYPE)) {
      headers.set(HttpHeaders.CONTENT_TYPE, TEXT);
    }
    // A client that was not told to continue may or may not send its body: nobody could tell.
    if (closing || continueWanted || loop.isDraining()) {
      closing = true;
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  private Future<Void> finishAfter(Future<Void> written) {
    finish(delegate.getStatusCode());
    if (closing) {
      loop.closeSoon(request, written);
    }
    return written;
  }

  private void finish(int status) {
    if (!finished) {
      finished = true;
      loop.onFinished(this, status, cut);
    }
  }

  private boolean hasBody() {
    int status = delegate.getStatusCode();
    return status != 204 && status != 304;
  }

  /** Ends the response on its event loop, where the deadline may be ending it now. */
  private Future<Void> endOnLoop(Supplier<Future<Void>> end) {
    Promise<Void> ended = request.context().promise();
    request
        .context()
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
    if (!loop.isCurrent()) {
      return endOnLoop(this::end);
    }
    if (isTaken()) {
      return ANSWERED_BY_LISTENER;
    }
    if (!delegate.headWritten() && ProblemResponse.completes(this)) {
      return Future.succeededFuture();
    }
    prepareHead(false);
    return finishAfter(delegate.end());
  }

  @Override
  public Future<Void> end(Buffer chunk) {
    if (!loop.isCurrent()) {
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
  public Future<Void> writeContinue() {
    if (continueWanted) {
      wantBody();
    }
    return Future.succeededFuture();
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

  @Override
  public HttpServerResponse closeHandler(@Nullable Handler<Void> handler) {
    userCloseHandler = handler;
    return this;
  }
}
