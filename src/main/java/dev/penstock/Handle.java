package dev.penstock;

import io.vertx.core.Future;

/** An untyped handle: calls a deployment's methods by name. */
public interface Handle {
  /**
   * Calls a method and converts its result.
   *
   * @param result the type of the result, or a supertype of it
   * @param method the method's name in the callee's contract
   * @param args as many arguments as the method has parameters
   * @return the result, or a {@link CallFailedException}; {@link Failure#BAD_ARGUMENT} if there is
   *     no such method or an argument does not fit
   */
  <R> Future<R> call(Class<R> result, String method, Object... args);

  /** Calls a method; its result is whatever the contract declares. */
  Future<Object> call(String method, Object... args);
}
