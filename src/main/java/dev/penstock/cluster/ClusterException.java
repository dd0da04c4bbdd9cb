package dev.penstock.cluster;

/** A node cannot be part of a cluster as it is configured. The message has advice. */
public final class ClusterException extends RuntimeException {
  /** With advice. */
  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
