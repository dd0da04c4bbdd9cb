package dev.penstock.store;

import java.io.IOException;

/** A file under the name of a segment that is none, or not a whole one; the message says why. */
final class NoSegmentException extends IOException {
  private static final long serialVersionUID = 1L;

  NoSegmentException(String message) {
    super(message);
  }
}
