package dev.penstock.admin;

/** A log is not taken over; the message says why and what to do. */
public final class AdoptionRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says why. */
  public AdoptionRefusedException(String why) {
    super(why);
  }
}
