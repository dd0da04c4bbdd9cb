package dev.penstock.http;

import dev.penstock.ItemStream;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as the argument of a call. What its reader leaves is dropped as it comes:
 * the next request of the connection stands behind it. Confined to the event loop of the
 * connection.
 */
record BodyStream(HttpServerRequest request) implements ItemStream<Buffer> {
  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> reader) {
    request.handler(reader);
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> onEnd) {
    request.endHandler(onEnd);
    return this;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> onFailure) {
    request.exceptionHandler(onFailure);
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    request.pause();
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    request.resume();
    return this;
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    request.fetch(amount);
    return this;
  }

  @Override
  public void cancel() {
    request.handler(null);
    request.resume();
  }
}
