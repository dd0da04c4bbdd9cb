package dev.penstock;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The failure of one call over a handle, as its caller sees it.
 *
 * <p>It has no stack trace of its own: the stack and the cause of a failed user method are logged
 * once, at the replica where it ran, under {@link #errorId()}.
 */
public final class CallFailedException extends RuntimeException {
  private final Failure failure;
  private final boolean ran;
  private final @Nullable String deployment;
  private final @Nullable String replica;
  private final @Nullable String errorId;

  /**
   * A failure raised by user code, for example {@link Failure#BAD_ARGUMENT} for an image that
   * cannot be decoded. It reaches the caller with this kind and message, and an HTTP client with
   * the kind's status.
   *
   * @throws IllegalArgumentException for {@code BUSY} and {@code DRAINING}, which only nodes say to
   *     each other
   */
  public CallFailedException(Failure failure, String message) {
    this(failure, message, failure.ran(), null, null, null);
    if (failure == Failure.BUSY || failure == Failure.DRAINING) {
      throw new IllegalArgumentException(failure + " is said between nodes only");
    }
  }

  /** A failure with everything that is known about where it happened. */
  public CallFailedException(
      Failure failure,
      String message,
      boolean ran,
      @Nullable String deployment,
      @Nullable String replica,
      @Nullable String errorId) {
    super(message, null, false, false);
    this.failure = failure;
    this.ran = ran;
    this.deployment = deployment;
    this.replica = replica;
    this.errorId = errorId;
  }

  /** What kind of failure this is. */
  public Failure failure() {
    return failure;
  }

  /** Whether user code may have run for this call; if not, repeating it is safe. */
  public boolean ran() {
    return ran;
  }

  /** The deployment that was called, as {@code application/Name}, where known. */
  public Optional<String> deployment() {
    return Optional.ofNullable(deployment);
  }

  /** The replica that failed, as {@code application/Name#index}, where one was reached. */
  public Optional<String> replica() {
    return Optional.ofNullable(replica);
  }

  /** The id under which stack and cause were logged, for failures of user code. */
  public Optional<String> errorId() {
    return Optional.ofNullable(errorId);
  }

  /** This failure after it passed through a user method, which therefore did run. */
  public CallFailedException passedThroughUserCode() {
    return ran
        ? this
        : new CallFailedException(failure, getMessage(), true, deployment, replica, errorId);
  }

  /** What went wrong, in words; never null. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? failure.name() : message;
  }
}
