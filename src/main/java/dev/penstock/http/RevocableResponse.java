package dev.penstock.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A response that can be taken from user code, which may be anywhere in answering: what it sets
 * afterwards is swallowed.
 */
class RevocableResponse extends ForwardingResponse {
  /** Whether it was taken; never again false. */
  boolean taken;

  RevocableResponse(HttpServerResponse delegate) {
    super(delegate);
  }

  @Override
  public HttpServerResponse setStatusCode(int statusCode) {
    return taken ? this : super.setStatusCode(statusCode);
  }

  @Override
  public HttpServerResponse setStatusMessage(String statusMessage) {
    return taken ? this : super.setStatusMessage(statusMessage);
  }

  @Override
  public HttpServerResponse setChunked(boolean chunked) {
    return taken ? this : super.setChunked(chunked);
  }

  @Override
  public HttpServerResponse putHeader(String name, String value) {
    return taken ? this : super.putHeader(name, value);
  }

  @Override
  public HttpServerResponse putHeader(CharSequence name, CharSequence value) {
    return taken ? this : super.putHeader(name, value);
  }

  @Override
  public HttpServerResponse putHeader(String name, Iterable<String> values) {
    return taken ? this : super.putHeader(name, values);
  }

  @Override
  public HttpServerResponse putHeader(CharSequence name, Iterable<CharSequence> values) {
    return taken ? this : super.putHeader(name, values);
  }

  @Override
  public HttpServerResponse endHandler(@Nullable Handler<Void> handler) {
    return taken ? this : super.endHandler(handler);
  }

  @Override
  public HttpServerResponse exceptionHandler(@Nullable Handler<Throwable> handler) {
    return taken ? this : super.exceptionHandler(handler);
  }

  @Override
  public HttpServerResponse drainHandler(@Nullable Handler<Void> handler) {
    return taken ? this : super.drainHandler(handler);
  }

  @Override
  public HttpServerResponse setWriteQueueMaxSize(int maxSize) {
    return taken ? this : super.setWriteQueueMaxSize(maxSize);
  }
}
