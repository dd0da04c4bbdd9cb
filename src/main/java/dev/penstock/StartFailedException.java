package dev.penstock;

/** A configuration that was in order but could not be started; nothing of it runs any more. */
public final class StartFailedException extends RuntimeException {
  /** A failure that tells what could not start and why, where no exception is behind it. */
  public StartFailedException(String message) {
    super(message);
  }

  /** A failure that tells deployment, replica and cause, or what else could not start. */
  public StartFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
