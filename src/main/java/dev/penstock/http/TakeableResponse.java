package dev.penstock.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A response that can be taken away from user code, which may be anywhere in answering: from then
 * on what it sets is swallowed. Taken on the event loop of its connection, and seen by any thread.
 */
class TakeableResponse extends ForwardingResponse {
  private volatile boolean taken;

  TakeableResponse(HttpServerResponse delegate) {
    super(delegate);
  }

  /** From now on {@link #delegate} is the listener's. */
  final void takeAway() {
    taken = true;
  }

  /** Whether user code can change the response no more. */
  final boolean isTaken() {
    return taken;
  }

  @Override
  public HttpServerResponse setStatusCode(int statusCode) {
    return isTaken() ? this : super.setStatusCode(statusCode);
  }

  @Override
  public HttpServerResponse setStatusMessage(String statusMessage) {
    return isTaken() ? this : super.setStatusMessage(statusMessage);
  }

  @Override
  public HttpServerResponse setChunked(boolean chunked) {
    return isTaken() ? this : super.setChunked(chunked);
  }

  @Override
  public HttpServerResponse putHeader(String name, String value) {
    return isTaken() ? this : super.putHeader(name, value);
  }

  @Override
  public HttpServerResponse putHeader(CharSequence name, CharSequence value) {
    return isTaken() ? this : super.putHeader(name, value);
  }

  @Override
  public HttpServerResponse putHeader(String name, Iterable<String> values) {
    return isTaken() ? this : super.putHeader(name, values);
  }

  @Override
  public HttpServerResponse putHeader(CharSequence name, Iterable<CharSequence> values) {
    return isTaken() ? this : super.putHeader(name, values);
  }

  @Override
  public HttpServerResponse endHandler(@Nullable Handler<Void> handler) {
    return isTaken() ? this : super.endHandler(handler);
  }

  @Override
  public HttpServerResponse exceptionHandler(@Nullable Handler<Throwable> handler) {
    return isTaken() ? this : super.exceptionHandler(handler);
  }

  @Override
  public HttpServerResponse drainHandler(@Nullable Handler<Void> handler) {
    return isTaken() ? this : super.drainHandler(handler);
  }

  @Override
  public HttpServerResponse setWriteQueueMaxSize(int maxSize) {
    return isTaken() ? this : super.setWriteQueueMaxSize(maxSize);
  }
}
