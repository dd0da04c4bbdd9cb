package dev.penstock.http;

import dev.penstock.config.HttpConfig;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.RequestIds;
import dev.penstock.metrics.FailureLog;
import dev.penstock.metrics.RequestMethod;
import dev.penstock.metrics.RouteMeter;
import dev.penstock.metrics.RouteMeters;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The listener's part on one event loop: takes each request of its connections to the mount that
 * owns it. Everything but the counter of open requests is confined to that loop.
 */
final class ListenerLoop {
  private static final CharSequence TIMEOUT = AsciiString.cached("x-request-timeout-ms");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /**
   * Milliseconds between an answer to a request that was not read and the close of its connection:
   * closing at once resets it, and the client might lose the answer.
   */
  private static final long CLOSE_DELAY_MILLIS = 200;

  private final int number;
  private final ContextInternal context;
  private final HttpListener listener;
  private final HttpConfig config;
  private final OpenRequests openRequests;
  private final ConnectionSweep sweep;
  private final OwnRoutes ownRoutes;
  private final AtomicInteger inFlight = new AtomicInteger();

  ListenerLoop(int number, ContextInternal context, HttpListener listener, HttpConfig config) {
    this.number = number;
    this.context = context;
    this.listener = listener;
    this.config = config;
    this.openRequests = new OpenRequests(context);
    this.sweep = new ConnectionSweep(context, config.limits());
    this.ownRoutes = new OwnRoutes(listener);
  }

  ContextInternal context() {
    return context;
  }

  /** Looks after the connections of this loop. */
  ConnectionSweep sweep() {
    return sweep;
  }

  /** Takes up a connection whose protocol is known now. */
  void connected(HttpConnection connection) {
    ConnectionWatch watch = ConnectionWatch.find(connection);
    if (watch == null) {
      // It came before the listener could ask to be told of those that come.
      watch = listener.watchedConnections().watch(ConnectionWatch.channel(connection));
    }
    if (!(connection instanceof Http1ServerConnection)) {
      watch.onMultiplexed(connection);
    }
  }

  /** Requests that were not answered yet. Any thread. */
  int inFlight() {
    return inFlight.get();
  }

  /** Whether the current thread is this loop. */
  boolean isCurrent() {
    return context.nettyEventLoop().inEventLoop();
  }

  CancelSignal cancels() {
    return listener.cancels();
  }

  /** Whether answers are compressed for clients that accept it. */
  boolean compresses() {
    return config.compression();
  }

  boolean isDraining() {
    return listener.isDraining();
  }

  String newErrorId() {
    return RequestIds.next();
  }

  /** Where failures of routes are told. */
  FailureLog failures() {
    return listener.meters().failures();
  }

  /** Takes a request to its mount. */
  void handle(HttpServerRequest request) {
    MountedResponse response = open(request);
    try {
      dispatch(response.request(), response, null);
    } catch (RuntimeException e) {
      ProblemResponse.send(response, e);
    }
  }

  /** Takes a durable request to its mount, by the same way. */
  void handleAttempt(HttpServerRequest request, AttemptHead.Codec codec) {
    MountedResponse response = open(request);
    try {
      dispatch(response.request(), response, codec.take(request));
    } catch (RuntimeException e) {
      ProblemResponse.send(response, e);
    }
  }

  /** Answers what the decoder could not read as a request. */
  void handleInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    RefusedRequest refusal;
    if (cause instanceof TooLongHttpLineException) {
      refusal = RefusedRequest.of(414, "The request line is too long");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refusal = RefusedRequest.of(431, "The headers are too large");
    } else {
      refusal = RefusedRequest.badRequest("This is not an HTTP request");
    }
    ProblemResponse.refuseAndClose(open(request), refusal);
  }

  private MountedResponse open(HttpServerRequest request) {
    HttpServerRequestInternal raw = (HttpServerRequestInternal) request;
    String id = RequestIds.acceptOrNext(raw.headers().get(ResponseHead.REQUEST_ID));
    count(1);
    return new MountedResponse(this, raw, id, System.nanoTime());
  }

  private void dispatch(
      HttpServerRequestInternal request, MountedResponse response, @Nullable AttemptHead attempt) {
    if (response.bodyLength() > config.maxBody()) {
      ProblemResponse.refuseAndClose(response, RefusedRequest.bodyTooLarge(config.maxBody()));
      request.pause();
      return;
    }
    MultiMap headers = request.headers();
    RequestHead.check(request, response.bodyLength());
    String expected = headers.get(HttpHeaders.EXPECT);
    if (expected != null) {
      expect(expected, response);
    }
    String path = RequestPath.normalise(request.path());
    if (path == null) {
      throw RefusedRequest.badRequest("The path of the request is malformed");
    }
    if (OwnRoutes.own(path) && attempt == null) {
      ownRoutes.handle(path, request, response);
      return;
    }
    if (isDraining()) {
      throw RefusedRequest.unavailable("The server is shutting down");
    }
    RouteTable.Entry entry = listener.table().owner(path);
    if (entry == null) {
      throw unowned();
    }
    response.belongsTo(entry);
    RequestGuard guard = entry.guard();
    // What is done later has passed it when it came.
    if (guard != null && attempt == null && guard.answers(request, response)) {
      return;
    }
    RespondAsync later = attempt == null ? entry.publication().later() : null;
    if (attempt == null) {
      watch(response, headers.get(TIMEOUT), entry.timeoutNanos());
    } else {
      response.setDeadlineNanos(response.startedNanos() + attempt.timeoutNanos());
      openRequests.addShortened(response);
    }
    CallScope scope =
        new CallScope(
            OriginHeaders.of(
                headers,
                response.requestId(),
                entry.publication().rules().headers(),
                attempt == null ? 0 : attempt.number()),
            response.deadlineNanos(),
            request.context());
    response.worksIn(scope);
    CurrentCall.set(request.context(), scope);
    String below = below(path, entry.prefix().length());
    MountedRequest mounted =
        new MountedRequest(request, response, below, config.maxBody(), entry.timeoutNanos());
    if (later != null && RespondAsync.isWanted(request)) {
      later.accept(mounted);
    } else {
      entry.mounts().get(number).handle(mounted);
    }
  }

  private static void expect(String expected, MountedResponse response) {
    if (!expected.equalsIgnoreCase("100-continue")) {
      throw RefusedRequest.of(417, "Only 100-continue can be expected, not " + expected);
    }
    response.expectContinue();
  }

  private RefusedRequest unowned() {
    return listener.isStarting()
        ? RefusedRequest.unavailable("The server is starting")
        : RefusedRequest.notFound("No application is mounted here; see /-/routes");
  }

  private static String below(String path, int prefix) {
    if (prefix == 0) {
      return path;
    }
    return path.length() == prefix ? "/" : path.substring(prefix);
  }

  private void watch(MountedResponse response, @Nullable String wanted, long timeoutNanos) {
    long shorter = wanted == null ? Long.MAX_VALUE : parseTimeout(wanted);
    long now = response.startedNanos();
    if (shorter < timeoutNanos) {
      response.setDeadlineNanos(now + shorter);
      openRequests.addShortened(response);
    } else {
      response.setDeadlineNanos(now + timeoutNanos);
      openRequests.add(response, timeoutNanos);
    }
  }

  /**
   * Gives a response that is being written the time that it has until its next part.
   *
   * @return until when, by {@link System#nanoTime()}
   */
  long watchNextPart(MountedResponse response) {
    long idleNanos = config.streamIdleTimeout().toNanos();
    long until = System.nanoTime() + idleNanos;
    OpenRequests.remove(response);
    response.setDeadlineNanos(until);
    openRequests.add(response, idleNanos);
    return until;
  }

  private static long parseTimeout(String millis) {
    try {
      long value = Long.parseLong(millis);
      if (value > 0) {
        return TimeUnit.MILLISECONDS.toNanos(value);
      }
    } catch (NumberFormatException unreadable) {
      if (DIGITS.matcher(millis).matches()) {
        return Long.MAX_VALUE; // more than a long holds
      }
    }
    throw RefusedRequest.badRequest(
        "X-Request-Timeout-Ms must be a positive number of milliseconds, was '" + millis + "'");
  }

  /**
   * Takes part in a drain: shuts down when no loop has open requests, and after that time refuses
   * what is open then, and shuts down. Any thread.
   */
  void drain(Drain drain, Duration timeout) {
    RefusedRequest refusal =
        RefusedRequest.unavailable("The server is shutting down and could wait no longer");
    context.setTimer(
        Math.max(1, timeout.toMillis()),
        timer -> {
          openRequests.refuseAll(refusal);
          drain.shutDown();
        });
    context.runOnContext(
        v -> {
          sweep.forEach(watch -> awaitSent(watch.lastAnswer()));
          sweep.goAway(timeout);
          drain.onTold();
          listener.shutDownIfIdle(drain);
        });
  }

  /** Keeps a drain until that answer is written: its request is finished earlier. On this loop. */
  void awaitSent(Future<Void> answer) {
    if (!answer.isComplete()) {
      count(1);
      answer.onComplete(
          sent -> {
            count(-1);
            listener.onRequestFinished();
          });
    }
  }

  /** Ends the bookkeeping of a request. */
  void onFinished(MountedResponse response, int status, boolean cut) {
    OpenRequests.remove(response);
    endScope(response);
    count(-1);
    record(response, status);
    if (config.accessLog()) {
      AccessLog.log(response, status, cut);
    }
    listener.onRequestFinished();
  }

  /** Closes a connection whose last response is being written. */
  void closeSoon(HttpServerRequest request, Future<Void> written) {
    written.onComplete(
        done -> context.setTimer(CLOSE_DELAY_MILLIS, timer -> request.connection().close()));
  }

  private void endScope(MountedResponse response) {
    CallScope scope = response.scope();
    if (scope == CallScope.EMPTY) {
      return;
    }
    if (response.isGivenUp()) {
      scope.cancel();
      listener.cancels().raise();
    } else if (response.hasFailed()) {
      scope.fail();
      listener.cancels().raise();
    } else {
      scope.end();
    }
  }

  private void record(MountedResponse response, int status) {
    long nanos = System.nanoTime() - response.startedNanos();
    RequestMethod method = RequestMethod.of(response.request().method().name());
    if (context.inThread()) {
      meter(response).record(number, method, status, nanos);
    } else {
      meter(response).recordShared(method, status, nanos);
    }
  }

  private RouteMeter meter(MountedResponse response) {
    RouteTable.Entry owner = response.owner();
    if (owner != null) {
      return owner.meter();
    }
    RouteMeters routes = listener.meters().requests();
    boolean own = OwnRoutes.own(String.valueOf(response.request().path()));
    return own ? routes.own() : routes.unmatched();
  }

  // Written by this loop only; the others read it in a drain.
  private void count(int change) {
    inFlight.getAndAdd(change);
  }
}
