package dev.penstock.handle;

import dev.penstock.CallOptions;
import dev.penstock.message.CallScope;
import org.jspecify.annotations.Nullable;

/** Whom the calls of an edge go to: always the same callee, or one of several. Immutable. */
sealed interface Callees permits Callee, WeightedCallees {
  /**
   * The callee of one call.
   *
   * @param scope the call that it is made in
   */
  Callee choose(CallScope scope);

  /**
   * The same callees for calls with options.
   *
   * @param idempotent whether they may run more than once, whatever the edge says
   */
  Callees with(CallOptions options, boolean idempotent);

  /** The callee, as {@code application/Name}; null if that differs from call to call. */
  @Nullable String onlyId();

  /** Whether that deployment, as {@code application/Name}, is among them. */
  boolean leadsTo(String deploymentId);

  /** All callees, as people read them. */
  String names();
}
