package dev.penstock.message;

/** A value that does not fit its declared type, or bytes that are none. */
public final class ValueException extends RuntimeException {
  /** A misfit, told in words that may be shown to a client. */
  public ValueException(String message) {
    super(message, null, false, false);
  }
}
