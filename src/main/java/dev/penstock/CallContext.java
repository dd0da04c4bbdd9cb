package dev.penstock;

import dev.penstock.spi.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The call that the current code works for: made at the ingress, inherited by every nested call.
 *
 * <p>What it says does not change, but for {@link #remaining} and {@link #cancelled}. Follows
 * callbacks of Vert.x futures, one-shot timers and blocking code started from the call; {@link
 * #wrap} and its siblings carry it onto other threads, and into periodic timers, which Vert.x takes
 * for longer-lived than what starts them. Thread-safe.
 */
public interface CallContext {
  /** The current call; outside of one an empty context. Never null, never throws. */
  static CallContext current() {
    return Engine.get().currentCall();
  }

  /**
   * The id of the request at the ingress, the same in the whole call tree; empty outside a call.
   */
  String requestId();

  /** When the call is given up; absent outside a call. */
  Optional<Instant> deadline();

  /** The time left until the deadline, zero when it is past; absent outside a call. */
  Optional<Duration> remaining();

  /**
   * Whether nobody waits for this call any more: the client went away, the deadline is past, a call
   * above it failed, or it has failed itself while part of it goes on. Code that works long looks
   * at it now and then and stops. A call that has ended normally is not cancelled.
   */
  boolean cancelled();

  /**
   * Runs something once if the call is cancelled while it runs; at once if it is already. Not when
   * the call fails by itself. What it throws is logged.
   *
   * <p>On the event loop of the context that registers it, and never on the worker thread that may
   * be busy with the call: so {@code action} must not block. From a thread without a context on
   * some event loop. Outside a call nothing happens.
   */
  void onCancel(Runnable action);

  /** The model that is asked for: by {@link CallOptions#modelId}, or header {@code X-Model-Id}. */
  Optional<String> modelId();

  /**
   * A header of the request that the application propagates, or one that {@link CallOptions#header}
   * has set. The case of the name does not matter.
   */
  Optional<String> header(String name);

  /**
   * How often this call was sent, with this time, the attempts of its durable request before this
   * one included: 1 unless something is repeated; 0 outside a call.
   */
  int attempt();

  /**
   * Says how far a durable request has come, for who asks about it; the last word counts. Nothing
   * happens for any other request.
   *
   * @param fraction from 0 to 1
   * @param note for people, such as {@code "page 4 of 10"}; at most 1000 characters of it
   */
  default void progress(double fraction, String note) {
    Engine.get().reportProgress(this, fraction, note);
  }

  /** The replica that runs the call; absent in an ingress and outside a call. */
  Optional<ReplicaContext> replica();

  /** The same action, run within this call on whatever thread. */
  Runnable wrap(Runnable action);

  /** The same action, run within this call on whatever thread. */
  <V> Callable<V> wrapCallable(Callable<V> action);

  /** The same supplier, run within this call on whatever thread. */
  <T> Supplier<T> wrapSupplier(Supplier<T> supplier);

  /** The same function, run within this call on whatever thread. */
  <T, R> Function<T, R> wrapFunction(Function<T, R> function);

  /** The same consumer, run within this call on whatever thread. */
  <T> Consumer<T> wrapConsumer(Consumer<T> consumer);

  /**
   * The same executor, whose tasks run within this call; for the {@code …Async} methods of {@link
   * java.util.concurrent.CompletableFuture}.
   */
  Executor wrapExecutor(Executor executor);
}
