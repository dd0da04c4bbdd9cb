package dev.penstock;

import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** An untyped handle: calls a deployment's methods by name. */
public interface Handle {
  /**
   * Calls a method whose result is of a known class; it is cast, not converted.
   *
   * @param result the class of the result, or a supertype of it
   * @param method the method's name in the callee's contract
   * @param args as many arguments as the method has parameters
   * @return the result, or a {@link CallFailedException}; {@link Failure#BAD_ARGUMENT} if there is
   *     no such method or an argument does not fit
   */
  <R> Future<R> call(Class<R> result, String method, @Nullable Object... args);

  /**
   * Calls a method that streams.
   *
   * @param item the class of the items, or a supertype of it; they are cast, not converted
   * @param method the method's name in the callee's contract
   * @param args as many arguments as the method has parameters
   * @return its items, or a {@link CallFailedException}; {@link Failure#BAD_ARGUMENT} if there is
   *     no such method, it does not stream or an argument does not fit
   */
  <R> ReadStream<R> stream(Class<R> item, String method, @Nullable Object... args);

  /** Calls a method; its result is whatever the contract declares. */
  Future<@Nullable Object> call(String method, @Nullable Object... args);
}
