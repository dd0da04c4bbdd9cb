package dev.penstock.durable;

/** A body is not as it was written; the message says how. */
public final class DamagedBodyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DamagedBodyException(Body.InFile body, String how) {
    super("its body, the file " + body.file() + ", " + how);
  }
}
