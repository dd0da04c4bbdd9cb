package dev.penstock.models;

import java.util.List;

/** What is to be done next for the models of a cache, by user code and without its lock. */
sealed interface Step<M> {
  /** The loader is to run, in the place of {@code first}. */
  record Load<M>(Place<M> place, Waiter<M> first) implements Step<M> {}

  /** The model is there, and held once for each of them. */
  record Serve<M>(Place<M> place, M model, List<Waiter<M>> waiters) implements Step<M> {}

  /** They wait no more. */
  record Fail<M>(List<Waiter<M>> waiters, Throwable cause) implements Step<M> {}

  /** Nobody uses the model: its hook is to run. */
  record Unload<M>(Place<M> place, M model) implements Step<M> {}

  /** The cache is closed, and empty. */
  record Closed<M>() implements Step<M> {}
}
