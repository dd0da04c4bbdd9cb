package dev.penstock.message;

import dev.penstock.CallContext;
import dev.penstock.ReplicaContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The current call, as nested calls inherit it. Immutable. */
public final class CallScope implements CallContext {
  /** No call. */
  public static final CallScope EMPTY = new CallScope(RequestOrigin.of(""), Long.MAX_VALUE, null);

  /** One moment on both clocks, so that a deadline is the same instant whenever it is asked for. */
  @SuppressWarnings("TimeInStaticInitializer") // Any moment would do.
  private static final Instant CLOCK_START = Instant.now();

  private static final long CLOCK_START_NANOS = System.nanoTime();

  private final RequestOrigin origin;
  private final long deadlineNanos;
  private final @Nullable ReplicaId replica;

  /**
   * A call.
   *
   * @param deadlineNanos by {@link System#nanoTime()}
   * @param replica where it runs, null in an ingress
   */
  public CallScope(RequestOrigin origin, long deadlineNanos, @Nullable ReplicaId replica) {
    this.origin = origin;
    this.deadlineNanos = deadlineNanos;
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
  public Optional<ReplicaContext> replica() {
    return Optional.ofNullable(replica);
  }
}
