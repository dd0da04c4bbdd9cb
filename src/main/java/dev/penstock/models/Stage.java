package dev.penstock.models;

/**
 * How far a model is: {@code Queued → Loading → Loaded → Unloading}, and gone; from {@code
 * Unloading} back to {@code Queued} if somebody wants it again.
 */
sealed interface Stage<M> {
  /** Wanted, and nothing of it is there. */
  record Queued<M>() implements Stage<M> {}

  /**
   * Its loader runs.
   *
   * @param beyond whether it was started although there was no room
   */
  record Loading<M>(boolean beyond) implements Stage<M> {}

  /** There, in use or idle. */
  record Loaded<M>(M model, long bytes) implements Stage<M> {}

  /** Its hook is about to run, or runs: nobody uses it any more, and its room is not free yet. */
  record Unloading<M>(long bytes) implements Stage<M> {}
}
