package dev.penstock.transfer;

/** What came is not what a node of this release sends. The message says what was wrong. */
final class ProtocolException extends RuntimeException {
  ProtocolException(String message) {
    super(message, null, false, false);
  }
}
