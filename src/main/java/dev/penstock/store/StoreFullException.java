package dev.penstock.store;

/** There is no room for an object; nothing that is stored was harmed. */
public final class StoreFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With words for whoever wanted to store something. */
  public StoreFullException(String message) {
    super(message);
  }
}
