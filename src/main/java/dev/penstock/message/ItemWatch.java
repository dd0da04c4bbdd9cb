package dev.penstock.message;

/**
 * Who watches over the call that a stream is the result of. Told on the reader's thread, unless it
 * says otherwise.
 */
public interface ItemWatch {
  /** The reader has taken items. */
  void onTaken();

  /** The reader has cancelled the stream. Any thread. */
  void onCancelled();

  /** The reader has taken the end, or takes nothing any more. Once. */
  void onDone();
}
