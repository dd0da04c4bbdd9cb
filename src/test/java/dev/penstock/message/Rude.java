package dev.penstock.message;

import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A stream that gives all of its numbers at once, paused or not. */
final class Rude implements ReadStream<Integer> {
  private final int numbers;
  private @Nullable Handler<Integer> handler;
  private boolean asked;
  private volatile int given;

  Rude(int numbers) {
    this.numbers = numbers;
  }

  /** How many it has given. */
  int given() {
    return given;
  }

  @Override
  public ReadStream<Integer> exceptionHandler(@Nullable Handler<Throwable> onFailure) {
    return this;
  }

  @Override
  public ReadStream<Integer> handler(@Nullable Handler<Integer> reader) {
    handler = reader;
    return this;
  }

  @Override
  public ReadStream<Integer> pause() {
    return this;
  }

  @Override
  public ReadStream<Integer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Integer> fetch(long amount) {
    if (!asked) {
      asked = true;
      for (int i = 0; i < numbers && handler != null; i++) {
        given = i + 1;
        handler.handle(i);
      }
    }
    return this;
  }

  @Override
  public ReadStream<Integer> endHandler(@Nullable Handler<Void> onEnd) {
    return this;
  }
}
