package dev.penstock.models;

/** Somebody who waits for a model. Each is served or failed, once. Thread-safe. */
interface Waiter<M> {
  /** The id of the model. */
  String id();

  /** Whether the call that it waits for is over, so that it needs the model no more. */
  boolean gone();

  /** Works with the model, and gives it back to {@code owner} afterwards; on this thread. */
  void serve(SharedModels<M> owner, Place<M> place, M model);

  /** It does not get the model; on any thread. */
  void fail(Throwable cause);

  /**
   * Runs something where the caller belongs: on its context, within its call.
   *
   * @return false if that context has ended
   */
  boolean execute(Runnable action);
}
