package dev.penstock.store;

import org.jspecify.annotations.Nullable;

/** A store could not be opened; the message says why and what to do. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With words for whoever runs the process. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
