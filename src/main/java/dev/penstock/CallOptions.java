package dev.penstock;

import dev.penstock.spi.Engine;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of calls over a handle. Immutable; put onto a handle by {@link #on}. */
public final class CallOptions {
  private static final CallOptions NONE = new CallOptions(null);

  private final @Nullable Duration timeout;

  private CallOptions(@Nullable Duration timeout) {
    this.timeout = timeout;
  }

  /** No options: a call inherits everything from the call it is made in. */
  public static CallOptions none() {
    return NONE;
  }

  /** Options with that timeout; see {@link #within}. */
  public static CallOptions timeout(Duration timeout) {
    return NONE.within(timeout);
  }

  /**
   * A copy with that timeout. It shortens the deadline inherited from the current call and never
   * extends it.
   *
   * @param timeout positive
   */
  public CallOptions within(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    return new CallOptions(timeout);
  }

  /** The timeout, if one was set. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /**
   * The same contract with these options. Cached per handle and options; of an object that is no
   * handle, such as a fake in a test, that object.
   */
  public <T> T on(T handle) {
    return Engine.get().withOptions(handle, this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CallOptions that && Objects.equals(timeout, that.timeout);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(timeout);
  }

  @Override
  public String toString() {
    return "CallOptions[timeout=" + timeout + "]";
  }
}
