package dev.penstock;

import dev.penstock.spi.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The call that the current code works for: made at the ingress, inherited by every nested call.
 *
 * <p>Immutable. Follows callbacks of Vert.x futures, timers and blocking code started from the
 * call.
 */
public interface CallContext {
  /** The current call; outside of one an empty context. Never null, never throws. */
  static CallContext current() {
    return Engine.get().currentCall();
  }

  /**
   * The id of the request at the ingress, the same in the whole call tree; empty outside a call.
   */
  String requestId();

  /** When the call is given up; absent outside a call. */
  Optional<Instant> deadline();

  /** The time left until the deadline, zero when it is past; absent outside a call. */
  Optional<Duration> remaining();

  /** The replica that runs the call; absent in an ingress and outside a call. */
  Optional<ReplicaContext> replica();
}
