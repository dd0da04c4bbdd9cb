package dev.penstock.replica;

import dev.penstock.message.ReplicaId;

/** A replica whose constructor, {@code configure}, {@code start} or first probe failed. */
public final class ReplicaStartException extends RuntimeException {
  ReplicaStartException(ReplicaId replica, String step, Throwable cause) {
    super("replica " + replica + ": its " + step + " failed: " + cause, cause);
  }
}
