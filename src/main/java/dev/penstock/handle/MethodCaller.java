package dev.penstock.handle;

import dev.penstock.ItemStream;
import dev.penstock.message.ContractMethod;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Calls any method of one deployment; what the built-in ingress stands on. */
public interface MethodCaller {
  /**
   * Calls a method within the current call.
   *
   * @param args values of the declared types that nobody else holds; they are not copied again
   * @return the result, or a {@link dev.penstock.CallFailedException}, on the caller's context
   */
  Future<@Nullable Object> call(ContractMethod method, @Nullable Object[] args);

  /**
   * Calls a method that streams, within the current call.
   *
   * @param args as above
   * @return its items, or what it failed with, on the caller's context
   */
  ItemStream<Object> stream(ContractMethod method, @Nullable Object[] args);
}
