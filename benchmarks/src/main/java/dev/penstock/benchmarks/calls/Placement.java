package dev.penstock.benchmarks.calls;

/** Where the caller is, seen from the callee. */
public enum Placement {
  /** Both on one event loop: a call changes no thread. */
  SAME_LOOP,
  /** Each on an event loop of its own. */
  OTHER_LOOP
}
