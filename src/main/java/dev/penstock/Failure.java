package dev.penstock;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why a call failed: its code on the wire, its HTTP status, and whether user code ran at the place
 * where it is first raised.
 *
 * <p>Whether a particular call may be repeated is told by {@link CallFailedException#ran()}, never
 * by the kind: a failure keeps its kind while it passes through user methods that did run.
 */
public enum Failure {
  /** No replica will ever serve this call: unknown, deleted, or in a crash loop. */
  NO_REPLICA(1, 503, false),
  /** As many calls as {@code maxQueued} wait already. */
  QUEUE_FULL(2, 503, false),
  /** The replica has no free slot. Only between nodes: the caller's queue takes the call back. */
  BUSY(3, 503, false),
  /** The replica is going down. Only between nodes: the caller's queue takes the call back. */
  DRAINING(4, 503, false),
  /** The deadline passed before the answer. */
  TIMED_OUT(5, 504, true),
  /** The caller did not want the answer any more. */
  CANCELLED(6, 499, true),
  /** The replica or its node went away while the call was handed to it. */
  REPLICA_LOST(7, 502, true),
  /** An argument that cannot be read, has the wrong type, or names an unknown method. */
  BAD_ARGUMENT(8, 400, false),
  /** User code threw, failed its future, or returned no future. */
  USER_ERROR(9, 500, true),
  /** The object store has no room for an argument or result. */
  STORE_FULL(10, 507, true),
  /** A reference to an object that is gone. */
  STALE_OBJECT(11, 500, false);

  private final int wireCode;
  private final int httpStatus;
  private final boolean ran;

  Failure(int wireCode, int httpStatus, boolean ran) {
    this.wireCode = wireCode;
    this.httpStatus = httpStatus;
    this.ran = ran;
  }

  /** The number that stands for this failure between nodes. Never changes. */
  public int wireCode() {
    return wireCode;
  }

  /** The status of an HTTP response that reports this failure. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether user code may have run where this failure is first raised. */
  public boolean ran() {
    return ran;
  }

  /** The failure with that {@link #wireCode()}, if this version knows one. */
  public static Optional<Failure> ofWireCode(int code) {
    return Arrays.stream(values()).filter(f -> f.wireCode == code).findFirst();
  }
}
