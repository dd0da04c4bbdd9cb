package dev.penstock.http;

import dev.penstock.message.CallScope;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import org.jspecify.annotations.Nullable;

/**
 * The response of one request, and what the listener keeps about that request while it is open.
 *
 * <p>It adds the headers that every response has just before the head is written, so that the order
 * in which user code sets its own does not matter. Once the listener has answered by itself
 * (deadline past, body too large) it swallows what user code still writes. Confined to the event
 * loop of its connection: a response that is ended on another thread is ended there.
 */
final class MountedResponse extends AnswerableResponse {
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
  private final ConnectionWatch connection;
  private final long bodyLength;
  private boolean bodyPaused;
  private @Nullable BlobUpload upload;
  private @Nullable MountedRequest reader;
  private long tapped;
  private @Nullable CrossOriginRules crossOrigin;
  private @Nullable String origin;

  // Links of the queue in OpenRequests that watches the deadline; null when none does.
  OpenRequests.@Nullable Queue queue;
  @Nullable MountedResponse previous;
  @Nullable MountedResponse next;

  // What ConnectionWatch keeps: its link, and how much of the body there was at which sweep.
  @Nullable MountedResponse sibling;
  long bodySeen;
  long bodySeenAt;

  MountedResponse(
      ListenerLoop loop, HttpServerRequestInternal request, String requestId, long startedNanos) {
    super(request.response());
    this.loop = loop;
    this.request = request;
    this.requestId = requestId;
    this.startedNanos = startedNanos;
    this.bodyLength = BodyLength.of(request);
    this.connection = ConnectionWatch.of(request.connection());
    delegate.closeHandler(this::onConnectionClosed);
    connection.onRequest(this);
  }

  /** Bytes of the request's body, as {@link BodyLength} tells them. */
  long bodyLength() {
    return bodyLength;
  }

  /** Whether some of the request's body has not come, or was not given to its reader. */
  boolean isBodyAwaited() {
    return bodyLength != 0 && !request.isEnded();
  }

  /** Whether it is not the client's doing that the body does not come. */
  boolean isBodyHeldBack() {
    return bodyPaused || continueWanted;
  }

  void setBodyPaused(boolean paused) {
    bodyPaused = paused;
  }

  /** How the application sees the request. */
  void isReadBy(MountedRequest mounted) {
    reader = mounted;
  }

  /** The body is on its way into a blob; null once that has ended. */
  void uploads(@Nullable BlobUpload underWay) {
    upload = underWay;
  }

  /** Bytes of the body that have come and were given to its reader. */
  long bodyRead() {
    return request.bytesRead() + tapped;
  }

  /** Counts bytes of the body that do not come by way of Vert.x; false if they are too many. */
  boolean admitBody(int bytes) {
    tapped += bytes;
    return reader == null || reader.admitBody(bytes);
  }

  /** The body will not be read on. */
  void endUpload(@Nullable Throwable cause) {
    if (upload != null) {
      upload.onRequestOver(cause);
    }
  }

  boolean isFinished() {
    return finished;
  }

  /**
   * The answer is to tell which sites' scripts may read it.
   *
   * @param asking the site whose script asks, if one does
   */
  void tellOrigin(CrossOriginRules rules, @Nullable String asking) {
    crossOrigin = rules;
    origin = asking;
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
    if (isBodyAwaited()) {
      closing = true;
    }
    delegate.headers().clear();
    return delegate;
  }

  /** Whether user code can answer no more. */
  boolean isOver() {
    return isTaken() || ended() || delegate.closed();
  }

  /** Sends the listener's own answer. */
  Future<Void> endTaken(Buffer body) {
    prepareHead(false);
    return finishAfter(isToDropBody() ? delegate.end() : delegate.end(body));
  }

  /** Ends the bookkeeping of a request that goes on as something else, such as a tunnel. */
  void upgraded() {
    finish(101);
    endLeases();
    connection.onUpgraded();
  }

  /** As {@link #upgraded()}: what was made meanwhile belongs to the socket. */
  void upgraded(ServerWebSocket socket, CallScope socketScope) {
    scope.handLeasesTo(socketScope);
    upgraded();
    connection.onWebSocket(socket);
  }

  /** Ends the bookkeeping if Vert.x has answered by itself that the connection is not upgraded. */
  void notUpgraded() {
    if (delegate.ended()) {
      finish(delegate.getStatusCode());
      endLeases();
    }
  }

  /**
   * Breaks the connection, or the request's stream in HTTP/2: a half-sent answer can only so be
   * told from a whole one.
   */
  void cut() {
    cut = true;
    if (isMultiplexed()) {
      delegate.reset(Http2Error.INTERNAL_ERROR.code());
    } else {
      // Not by Vert.x, which would wait until a client that may not read has taken the rest.
      ConnectionWatch.channel(request.connection()).close();
    }
  }

  @Override
  boolean isMultiplexed() {
    return request.version() == HttpVersion.HTTP_2;
  }

  @Override
  boolean isOnLoop() {
    return loop.isCurrent();
  }

  @Override
  ContextInternal context() {
    return request.context();
  }

  @Override
  boolean isAnsweredInstead() {
    return ProblemResponse.completes(this);
  }

  /** Puts the request id into the answer that upgrades the connection. */
  void prepareUpgrade() {
    delegate.putHeader(ResponseHead.REQUEST_ID, requestId);
  }

  private void onConnectionClosed(@Nullable Void ignored) {
    if (!cut) {
      unwanted = true;
    }
    finish(cut ? delegate.getStatusCode() : 499);
    endLeases();
    Handler<Void> handler = userCloseHandler;
    if (handler != null) {
      handler.handle(null);
    }
  }

  @Override
  void prepareHead(boolean typeIsText) {
    requireNotEnding();
    if (delegate.headWritten()) {
      return;
    }
    MultiMap headers = delegate.headers();
    ResponseHead.complete(headers, requestId, typeIsText);
    if (crossOrigin != null) {
      crossOrigin.tell(headers, origin);
    }
    // A client that was not told to continue may or may not send its body: nobody could tell.
    if (closing || continueWanted || loop.isDraining()) {
      closing = true;
      if (!isMultiplexed()) {
        headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
    }
  }

  @Override
  Future<Void> finishAfter(Future<Void> written) {
    connection.onAnswer(written);
    if (loop.isDraining()) {
      loop.awaitSent(written);
    }
    finish(delegate.getStatusCode());
    if (scope.hasLeases() && !written.isComplete()) {
      written.onComplete(done -> endLeases());
    } else {
      endLeases();
    }
    if (closing && !isMultiplexed()) {
      loop.closeSoon(request, written);
    } else if (closing && isBodyAwaited()) {
      // RFC 9113 section 8.1: so the client learns that it may stop sending.
      written.onComplete(done -> delegate.reset(Http2Error.NO_ERROR.code()));
    }
    return written;
  }

  private void finish(int status) {
    if (!finished) {
      finished = true;
      endUpload(null);
      connection.onFinished(this);
      loop.onFinished(this, status, cut);
    }
  }

  /** The response has gone, or cannot go: what was made and received for it is over. */
  private void endLeases() {
    if (scope != CallScope.EMPTY) {
      scope.endLeases();
    }
  }

  @Override
  boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** The deadline was that of the first part: from now on each has its own time. */
  @Override
  void onPartWritten() {
    if (queue != null) {
      scope.moveDeadline(loop.watchNextPart(this));
    }
  }

  @Override
  void onEnding() {
    OpenRequests.remove(this);
  }

  @Override
  public Future<Void> writeContinue() {
    if (continueWanted) {
      wantBody();
    }
    return Future.succeededFuture();
  }

  @Override
  public HttpServerResponse closeHandler(@Nullable Handler<Void> handler) {
    userCloseHandler = handler;
    return this;
  }
}
