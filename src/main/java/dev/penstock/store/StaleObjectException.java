package dev.penstock.store;

/** A reference names no object, or none any more. */
public final class StaleObjectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reference and what is wrong with it. */
  public StaleObjectException(ObjectRef ref, String why) {
    super("object " + ref + " is not there: " + why);
  }
}
