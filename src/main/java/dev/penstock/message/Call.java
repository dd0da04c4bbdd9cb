package dev.penstock.message;

import dev.penstock.CallFailedException;
import org.jspecify.annotations.Nullable;

/**
 * One call under way in this JVM: the envelope that travels by reference, and the caller waiting
 * for its reply.
 *
 * <p>Owned by the caller until it is submitted, then by the router until it is sent to {@link
 * #replica}, then by that replica, which ends it by {@link #succeed} or {@link #fail} exactly once,
 * or gives it back to the router.
 */
public abstract class Call {
  private final CallRoute route;
  private final ContractMethod method;
  private final @Nullable Object[] args;
  private final RequestOrigin origin;
  private final long deadlineNanos;
  private int attempt;
  private boolean waiting;

  /** Read by whoever gives the call up, on any thread. */
  private volatile @Nullable ReplicaId replica;

  /**
   * A call that was not sent yet.
   *
   * @param args already what the callee gets
   * @param deadlineNanos by {@link System#nanoTime()}
   */
  protected Call(
      CallRoute route,
      ContractMethod method,
      @Nullable Object[] args,
      RequestOrigin origin,
      long deadlineNanos) {
    this.route = route;
    this.method = method;
    this.args = args;
    this.origin = origin;
    this.deadlineNanos = deadlineNanos;
  }

  /** The callee and the calling edge. */
  public final CallRoute route() {
    return route;
  }

  /** The method. */
  public final ContractMethod method() {
    return method;
  }

  /** The arguments; the callee owns them. */
  public final @Nullable Object[] args() {
    return args;
  }

  /** What the call tree inherits. */
  public final RequestOrigin origin() {
    return origin;
  }

  /** When the call is given up, by {@link System#nanoTime()}. */
  public final long deadlineNanos() {
    return deadlineNanos;
  }

  /** Whether the deadline is past. */
  public final boolean expired(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /** How often it was sent, from 1; 0 before. */
  public final int attempt() {
    return attempt;
  }

  /** The replica it was sent to last. */
  public final @Nullable ReplicaId replica() {
    return replica;
  }

  /** Whether the call stands in its router's queue; guarded by the router's lock. */
  public final boolean waiting() {
    return waiting;
  }

  /** Notes whether the call stands in its router's queue. For the router, under its lock. */
  public final void waiting(boolean now) {
    waiting = now;
  }

  /** Notes that the call is being sent. For the router. */
  public final void sentTo(ReplicaId target) {
    attempt++;
    replica = target;
  }

  /** Ends the call with what the caller gets. Any thread. */
  public abstract void succeed(@Nullable Object result);

  /** Ends the call with a failure. Any thread. */
  public abstract void fail(CallFailedException failure);

  /** Whether the caller still waits. A hint: it may change at any time. */
  public abstract boolean awaited();
}
