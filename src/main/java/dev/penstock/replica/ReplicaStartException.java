package dev.penstock.replica;

import dev.penstock.message.ReplicaId;

/** A replica whose constructor, {@code configure}, {@code start} or first probe failed. */
public final class ReplicaStartException extends RuntimeException {
  ReplicaStartException(ReplicaId replica, String step, Throwable cause) {
    super("replica " + replica + ": its " + step + " failed: " + told(cause), cause);
  }

  /** A static initialiser that failed hides in an error without a message. */
  private static String told(Throwable cause) {
    return cause instanceof ExceptionInInitializerError && cause.getCause() != null
        ? "in a static initialiser: " + cause.getCause()
        : cause.toString();
  }
}
