package dev.penstock.durable;

/** A record was written by a later version of Penstock. */
final class NewerLogException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NewerLogException(int version) {
    super(
        "was written by a later version of Penstock (records of version "
            + version
            + ", this one knows "
            + LogEntryCodec.VERSION
            + "): run that version, or name another directory");
  }
}
