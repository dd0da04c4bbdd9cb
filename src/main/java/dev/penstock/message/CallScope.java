package dev.penstock.message;

import dev.penstock.CallContext;
import dev.penstock.ReplicaContext;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The current call, as nested calls inherit it. Thread-safe.
 *
 * <p>Whether it is cancelled is told by the call that it belongs to; a scope without one, of an
 * ingress, is told by {@link #cancel}. It ends by one of {@link #end}, {@link #fail} and {@link
 * #cancel}, and keeps no listener afterwards. {@code listeners} is changed only under the lock of
 * this object.
 */
public sealed class CallScope extends LeaseScope implements CallContext permits BatchScope {
  /** A deadline that never comes: calls below get that of calls outside of any call. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** No call. */
  public static final CallScope EMPTY = new CallScope(RequestOrigin.of(""), NO_DEADLINE);

  /** One moment on both clocks, so that a deadline is the same instant whenever it is asked for. */
  @SuppressWarnings("TimeInStaticInitializer") // Any moment would do.
  private static final Instant CLOCK_START = Instant.now();

  private static final long CLOCK_START_NANOS = System.nanoTime();

  private final RequestOrigin origin;

  /** Moves with each item of a stream, on its thread; a hint elsewhere. */
  private long deadlineNanos;

  private final @Nullable Call call;
  private final @Nullable ReplicaProfile replica;

  /** The context of the call, which gives those without one an event loop. */
  private final @Nullable ContextInternal home;

  private volatile boolean cancelled;

  /** A scope without a call has ended; a hint, exact on the event loop that ends it. */
  private boolean ended;

  private volatile @Nullable List<CancelListener> listeners;

  /** The socket whose message this is: it is over with it, and keeps the listeners of both. */
  private final @Nullable CallScope socket;

  /** A call without a replica and without a context. */
  public CallScope(RequestOrigin origin, long deadlineNanos) {
    this(origin, deadlineNanos, null, null, null, null);
  }

  /**
   * A call without a replica: a request in an ingress.
   *
   * @param deadlineNanos by {@link System#nanoTime()}, or {@link #NO_DEADLINE}
   * @param home its context
   */
  public CallScope(RequestOrigin origin, long deadlineNanos, ContextInternal home) {
    this(origin, deadlineNanos, home, null, null, null);
  }

  /** Work of a replica that belongs to no call alone. */
  CallScope(
      RequestOrigin origin,
      long deadlineNanos,
      @Nullable ContextInternal home,
      @Nullable ReplicaProfile replica) {
    this(origin, deadlineNanos, home, null, null, replica);
  }

  private CallScope(
      RequestOrigin origin,
      long deadlineNanos,
      @Nullable ContextInternal home,
      @Nullable CallScope socket,
      @Nullable ScopeLeases leases,
      @Nullable ReplicaProfile replica) {
    super(leases);
    this.origin = origin;
    this.deadlineNanos = deadlineNanos;
    this.call = null;
    this.replica = replica;
    this.home = home;
    this.socket = socket;
  }

  /**
   * A call that runs at a replica.
   *
   * @param home its context
   */
  public CallScope(Call call, ReplicaProfile replica, ContextInternal home) {
    super(null);
    this.origin = call.origin();
    this.deadlineNanos = call.deadlineNanos();
    this.call = call;
    this.replica = replica;
    this.home = home;
    this.socket = null;
  }

  /**
   * A WebSocket, which has no deadline. Its instances end by {@link #endLeases}.
   *
   * @param home its context
   */
  public static CallScope socket(RequestOrigin origin, ContextInternal home) {
    return new CallScope(origin, NO_DEADLINE, home, null, new SocketLeases(), null);
  }

  /**
   * A message of the socket that this scope is, over when that is. Its instances end when what was
   * run within it has returned, and the calls made in it were answered.
   */
  public CallScope message(long messageDeadlineNanos) {
    return new CallScope(origin, messageDeadlineNanos, home, this, messageLeases(), null);
  }

  /**
   * One item of a stream that is read within this scope, over when that is. Its instances end as
   * those of a message do.
   *
   * @param stream of the stream
   */
  CallScope item(SocketLeases stream) {
    CallScope reading = this == EMPTY ? new CallScope(origin, NO_DEADLINE) : this;
    return new CallScope(origin, deadlineNanos, home, reading, stream.message(), reading.replica);
  }

  /** The context of the call, if it is known. */
  @Nullable ContextInternal home() {
    return home;
  }

  /** What the call tree inherits. */
  public RequestOrigin origin() {
    return origin;
  }

  /** The deadline by {@link System#nanoTime()}, or {@link #NO_DEADLINE}. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** Gives the work for the next item of a stream its time. On the thread that it runs on. */
  public void moveDeadline(long nanos) {
    deadlineNanos = nanos;
  }

  /** An item was read within it: a message, whose end nobody waits for, has time for the next. */
  public final void onItemRead(long nextNanos) {
    boolean ofSocket = socket != null && socket.deadlineNanos == NO_DEADLINE;
    if (ofSocket && deadlineNanos != NO_DEADLINE && nextNanos - deadlineNanos > 0) {
      deadlineNanos = nextNanos;
    }
  }

  /** How long the call waited for a thread of its replica, in nanoseconds; 0 without a call. */
  public final long queuedNanos() {
    Call own = call;
    return own == null ? 0 : Math.max(0, own.begunNanos() - own.submittedNanos());
  }

  /** Whether calls below have lost their reason: nobody waits for this one, or it failed. */
  public boolean isOver() {
    Call own = call;
    return cancelled || (own != null ? own.givenUp() : socket != null && socket.isOver());
  }

  /**
   * Nobody waits for it any more: tells its listeners. Who calls this raises the {@link
   * CancelSignal} for the calls below.
   */
  public void cancel() {
    cancelled = true;
    onCancelled();
  }

  /** It has failed by itself: the calls below have lost their reason, as by {@link #cancel}. */
  public void fail() {
    cancelled = true;
    forget();
  }

  @Override
  @Nullable Call call() {
    return call;
  }

  @Override
  boolean isOutside() {
    return this == EMPTY;
  }

  @Override
  public boolean isMessage() {
    return socket != null;
  }

  @Override
  @Nullable ReplicaId replicaId() {
    return replica == null ? null : replica.id();
  }

  @Override
  LongAdder openInstances() {
    return replica == null ? Leases.ELSEWHERE : replica.openInstances();
  }

  /** The replica that runs the call, with what else is known of it. */
  public @Nullable ReplicaProfile profile() {
    return replica;
  }

  @Override
  @Nullable String method() {
    return call != null ? call.method().name() : socket != null ? socket.method() : null;
  }

  /** It has got its answer: it is never cancelled from now on, and calls below go on. */
  public void end() {
    ended = true;
    forget();
  }

  /** The call itself has ended, and its result is encoded. */
  void onCallEnded() {
    end();
    endLeasesOfCall();
  }

  final void forget() {
    if (listeners != null) {
      takeListeners();
    }
  }

  private synchronized List<CancelListener> takeListeners() {
    List<CancelListener> taken = listeners == null ? List.of() : listeners;
    listeners = null;
    return taken;
  }

  /** Tells the listeners, each once. */
  void onCancelled() {
    takeListeners().forEach(CancelListener::tell);
  }

  /** Whether it has got its answer. */
  public final boolean hasEnded() {
    Call own = call;
    return own == null ? ended : own.ended();
  }

  @Override
  public String requestId() {
    return origin.requestId();
  }

  @Override
  public Optional<Instant> deadline() {
    return deadlineNanos == NO_DEADLINE
        ? Optional.empty()
        : Optional.of(CLOCK_START.plusNanos(deadlineNanos - CLOCK_START_NANOS));
  }

  @Override
  public Optional<Duration> remaining() {
    return deadlineNanos == NO_DEADLINE
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
  }

  @Override
  public boolean cancelled() {
    if (isOver()) {
      return true;
    }
    // Who watches the deadline notices it some milliseconds late.
    return deadlineNanos != NO_DEADLINE
        && !hasEnded()
        && System.nanoTime() - deadlineNanos >= 0
        // It may have ended between the two looks.
        && !hasEnded();
  }

  @Override
  public void onCancel(Runnable action) {
    if (this == EMPTY) {
      return;
    }
    Objects.requireNonNull(action, "action");
    CancelListener listener = new CancelListener(this, action, ContextInternal.current());
    if (socket != null) {
      socket.tellExpired();
      socket.keep(listener);
    } else {
      keep(listener);
    }
    if (call != null) {
      call.observe(this);
    }
    // It may have been cancelled, or have ended, before anybody observed it.
    if (isOver()) {
      (socket == null ? this : socket).onCancelled();
    } else if (hasEnded()) {
      forget();
    }
  }

  final synchronized void keep(CancelListener listener) {
    List<CancelListener> all = listeners == null ? new ArrayList<>(1) : listeners;
    all.add(listener);
    listeners = all;
  }

  /** Messages whose time is over: nobody else looks, and their listeners shall not pile up. */
  private void tellExpired() {
    List<CancelListener> expired = new ArrayList<>();
    synchronized (this) {
      if (listeners != null) {
        listeners.removeIf(each -> each.scope().cancelled() && expired.add(each));
      }
    }
    expired.forEach(CancelListener::tell);
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
    int before = Math.max(0, origin.attempt() - 1);
    Call own = call;
    if (own != null) {
      return before + own.attempt();
    }
    return this == EMPTY ? 0 : before + 1;
  }

  @Override
  public Optional<ReplicaContext> replica() {
    return Optional.ofNullable(replica).map(ReplicaProfile::context);
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
