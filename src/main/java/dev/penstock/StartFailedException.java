package dev.penstock;

/** A configuration that was in order but could not be started; nothing of it runs any more. */
public final class StartFailedException extends RuntimeException {
  /** A failure that tells deployment, replica and cause, or what else could not start. */
  public StartFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
