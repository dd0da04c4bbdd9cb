package dev.penstock.message;

import dev.penstock.CallContext;
import dev.penstock.ReplicaContext;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current call, as nested calls inherit it. Thread-safe.
 *
 * <p>Whether it is cancelled is told by the call that it belongs to; a scope without one, of an
 * ingress, is told by {@link #cancel}. {@code listeners} is guarded by this object.
 */
public final class CallScope implements CallContext {
  private static final Logger LOG = LoggerFactory.getLogger(CallScope.class);

  /** No call. */
  public static final CallScope EMPTY = new CallScope(RequestOrigin.of(""), Long.MAX_VALUE);

  /** One moment on both clocks, so that a deadline is the same instant whenever it is asked for. */
  @SuppressWarnings("TimeInStaticInitializer") // Any moment would do.
  private static final Instant CLOCK_START = Instant.now();

  private static final long CLOCK_START_NANOS = System.nanoTime();

  private final RequestOrigin origin;
  private final long deadlineNanos;
  private final @Nullable Call call;
  private final @Nullable ReplicaId replica;

  /** Whether there may be calls below; a hint, set by who makes them. */
  private boolean called;

  private volatile boolean cancelled;
  private @Nullable List<Runnable> listeners;

  /**
   * A call without a replica: a request in an ingress.
   *
   * @param deadlineNanos by {@link System#nanoTime()}
   */
  public CallScope(RequestOrigin origin, long deadlineNanos) {
    this.origin = origin;
    this.deadlineNanos = deadlineNanos;
    this.call = null;
    this.replica = null;
  }

  /** A call that runs at a replica. */
  public CallScope(Call call, ReplicaId replica) {
    this.origin = call.origin();
    this.deadlineNanos = call.deadlineNanos();
    this.call = call;
    this.replica = replica;
  }

  /** What the call tree inherits. */
  public RequestOrigin origin() {
    return origin;
  }

  /** The deadline by {@link System#nanoTime()}; meaningless in {@link #EMPTY}. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** A call is made within this one. */
  public void onNestedCall() {
    if (!called) {
      called = true;
    }
  }

  /** Whether there may be calls below that somebody has to look for when this one is cancelled. */
  public boolean hasNestedCalls() {
    return called;
  }

  /** Whether calls below have lost their reason: nobody waits for this one, or it failed. */
  public boolean isOver() {
    Call own = call;
    return cancelled || (own != null && own.givenUp());
  }

  /** Cancels what goes on below: the request or call has ended otherwise than by its answer. */
  public void cancel() {
    cancelled = true;
    onCancelled();
  }

  /** Tells the listeners, each once. */
  void onCancelled() {
    List<Runnable> told;
    synchronized (this) {
      told = listeners == null ? List.of() : listeners;
      listeners = null;
    }
    told.forEach(Runnable::run);
  }

  @Override
  public String requestId() {
    return origin.requestId();
  }

  @Override
  public Optional<Instant> deadline() {
    return this == EMPTY
        ? Optional.empty()
        : Optional.of(CLOCK_START.plusNanos(deadlineNanos - CLOCK_START_NANOS));
  }

  @Override
  public Optional<Duration> remaining() {
    return this == EMPTY
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
  }

  @Override
  public boolean cancelled() {
    if (isOver()) {
      return true;
    }
    // The caller notices its deadline some milliseconds late.
    Call own = call;
    return own != null && !own.ended() && own.expired(System.nanoTime());
  }

  @Override
  public void onCancel(Runnable action) {
    if (this == EMPTY) {
      return;
    }
    Runnable told = telling(action);
    synchronized (this) {
      if (listeners == null) {
        listeners = new ArrayList<>(1);
      }
      listeners.add(told);
    }
    if (call != null) {
      call.observe(this);
    }
    // It may have been cancelled before anybody observed it.
    if (isOver()) {
      onCancelled();
    }
  }

  /** The action on the event loop of the current context: its worker thread may be the busy one. */
  private Runnable telling(Runnable action) {
    Runnable guarded =
        () -> {
          try {
            CurrentCall.run(this, action);
          } catch (RuntimeException e) {
            LOG.error("what was to run at the cancellation of a call failed", e);
          }
        };
    ContextInternal context = ContextInternal.current();
    return context == null ? guarded : () -> context.nettyEventLoop().execute(guarded);
  }

  @Override
  public Optional<String> modelId() {
    return Optional.ofNullable(origin.modelId());
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(origin.headers().get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public int attempt() {
    Call own = call;
    if (own != null) {
      return own.attempt();
    }
    return this == EMPTY ? 0 : 1;
  }

  @Override
  public Optional<ReplicaContext> replica() {
    return Optional.ofNullable(replica);
  }

  @Override
  public Runnable wrap(Runnable action) {
    return () -> CurrentCall.run(this, action);
  }

  @Override
  public <V> Callable<V> wrapCallable(Callable<V> action) {
    return () -> CurrentCall.call(this, action);
  }

  @Override
  public <T> Supplier<T> wrapSupplier(Supplier<T> supplier) {
    return () -> CurrentCall.get(this, supplier);
  }

  @Override
  public <T, R> Function<T, R> wrapFunction(Function<T, R> function) {
    return value -> CurrentCall.get(this, () -> function.apply(value));
  }

  @Override
  public <T> Consumer<T> wrapConsumer(Consumer<T> consumer) {
    return value -> CurrentCall.run(this, () -> consumer.accept(value));
  }

  @Override
  public Executor wrapExecutor(Executor executor) {
    return task -> executor.execute(wrap(task));
  }
}
