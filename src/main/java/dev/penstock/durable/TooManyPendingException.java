package dev.penstock.durable;

/** As many durable requests of an application wait as may. */
public final class TooManyPendingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooManyPendingException(String application, int maxPending) {
    super(
        maxPending
            + " durable requests of "
            + application
            + " have not ended yet, and more may not wait (async.maxPending)");
  }
}
