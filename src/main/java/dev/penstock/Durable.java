package dev.penstock;

import dev.penstock.spi.Engine;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * A handle whose calls are written down before they are made: they outlive their caller and its
 * process, and run at least once, as the {@code async} of the callee's application says.
 *
 * <pre>{@code
 * Durable<Summarizer> durable = Durable.of(summarizer);
 * Future<String> id = durable.submit(s -> s.summarize(text));
 * Future<Summary> done = durable.result(id);   // also another day, in another process
 * }</pre>
 *
 * <p>Thread-safe. Futures end on the context of the caller. In unit tests a fake implements this.
 *
 * @param <C> the contract
 */
public interface Durable<C> {
  /**
   * The durable side of a handle, with the handle's {@link CallOptions}: model, headers and routing
   * key are written down too, and a timeout is that of each attempt.
   *
   * @throws IllegalArgumentException if it is no handle, or none that is typed by a contract
   */
  static <C> Durable<C> of(C handle) {
    return Engine.get().durable(handle);
  }

  /**
   * Writes down one call.
   *
   * @param call calls one method of the contract that it is given, before it returns; what that
   *     method returns there is of no use. The arguments are taken as they are at that moment
   * @return the id of the request, once it is as durable as {@code async.durability} says; the same
   *     as at {@code /-/requests/ID}. Fails with {@link CallFailedException}: BAD_ARGUMENT,
   *     QUEUE_FULL if {@code maxPending} wait, STORE_FULL if the disk is full; with {@link
   *     IllegalArgumentException} if {@code call} calls no method, several, or one that streams;
   *     with {@link IllegalStateException} if the application takes no durable requests. Then
   *     nothing was accepted
   */
  Future<String> submit(Consumer<? super C> call);

  /**
   * Writes down one call, unless one with that key is kept.
   *
   * @param idempotencyKey 1 to 256 characters, for each application
   * @return the id of the first request with that key; otherwise as {@link #submit(Consumer)}
   */
  Future<String> submit(String idempotencyKey, Consumer<? super C> call);

  /**
   * The result of a call that was submitted, however long ago and in whatever process with that
   * log.
   *
   * @param <R> the result of the contract's method, which the compiler cannot check
   * @return as soon as the call has ended, what it returned; fails with what it failed with, or
   *     CANCELLED, TIMED_OUT, REPLICA_LOST; with BAD_ARGUMENT if the log of this node has no such
   *     request, or no longer, or it is no call of this handle's deployment
   */
  <R> Future<R> result(String id);
}
