package dev.penstock.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a scope does with instances of tensors and blobs: it takes those that are made and received
 * in it, and closes them at its end. Thread-safe.
 *
 * <p>There is nothing to end in most scopes, so {@code leases} is made with the first instance. A
 * call tells its end to its observer, which a scope becomes with its first instance too: the scope
 * looks once more after it has taken one, and the call looks for an observer after it has ended, so
 * that one of the two sees the other.
 */
abstract sealed class LeaseScope permits CallScope {
  private static final VarHandle LEASES;

  static {
    try {
      LEASES = MethodHandles.lookup().findVarHandle(LeaseScope.class, "leases", ScopeLeases.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The instances of the scope, once there are any. */
  private volatile @Nullable ScopeLeases leases;

  /**
   * A scope that goes on.
   *
   * @param leases those of a socket or message; null if they are made when the first one comes
   */
  LeaseScope(@Nullable ScopeLeases leases) {
    if (leases != null) {
      this.leases = leases;
    }
  }

  /** The call whose end is that of the scope; null if {@link #endLeases} is. */
  abstract @Nullable Call call();

  /** Whether this is no scope at all. */
  abstract boolean isOutside();

  /** Whether this is a message of a socket: {@link #enter} and {@link #leave} count then. */
  public abstract boolean isMessage();

  /** The replica that runs the call. */
  abstract @Nullable ReplicaId replicaId();

  /** Counts the open instances over stored objects of those who run the same. */
  abstract LongAdder openInstances();

  /** The method that runs. */
  abstract @Nullable String method();

  /** Of the request that it belongs to; empty outside of any. */
  abstract String requestId();

  /** The instance is made in this scope, and belongs to it; to its maker if that has ended. */
  final void own(Claim claim) {
    claim.enter(this);
    if (!take(claim)) {
      Leases.adopt(claim);
    }
  }

  /** The instance came into this scope, and belongs to it; it is closed if that has ended. */
  final void receive(Claim claim) {
    claim.enter(this);
    if (!take(claim)) {
      refuse(claim);
    }
  }

  /** As {@link #receive}, of an instance in the result of a call that was made in this scope. */
  final void receive(Claim claim, Call from) {
    if (isOutside()) {
      claim.enterFrom(from);
      Leases.adopt(claim);
    } else {
      receive(claim);
    }
  }

  private void refuse(Claim claim) {
    // Who blocks for an answer is nothing that a message would wait for.
    if (isOutside() || (leases instanceof SocketLeases.Message message && !message.isOver())) {
      Leases.adopt(claim);
    } else {
      claim.onScopeEnd();
    }
  }

  /** Takes an instance unless the scope has ended. */
  final boolean take(Claim claim) {
    Call own = call();
    if (isOutside() || (own != null && own.over())) {
      return false;
    }
    ScopeLeases all = leases;
    if (all == null) {
      ScopeLeases made = new ScopeLeases();
      all = LEASES.compareAndSet(this, null, made) ? made : Objects.requireNonNull(leases);
      if (own != null) {
        own.observe((CallScope) this);
      }
    }
    if (!all.add(claim)) {
      return false;
    }
    if (own != null && own.over()) {
      if (own.ended()) {
        all.end();
      } else {
        all.disown();
      }
    }
    return true;
  }

  /** Closes the instances of the scope: it is over, with everything that works for it. */
  public final void endLeases() {
    ScopeLeases all = (ScopeLeases) LEASES.getAndSet(this, ScopeLeases.ENDED);
    if (all != null) {
      all.end();
    }
  }

  /** Whether it may have instances that {@link #endLeases} would close. */
  public final boolean hasLeases() {
    return leases != null;
  }

  /** Ends it; its instances belong to {@code next} from now on. */
  public final void handLeasesTo(CallScope next) {
    ScopeLeases all = (ScopeLeases) LEASES.getAndSet(this, ScopeLeases.ENDED);
    for (Claim each = all == null ? null : all.take(); each != null; ) {
      Claim following = each.next;
      each.next = null;
      if (!((LeaseScope) next).take(each)) {
        each.onScopeEnd();
      }
      each = following;
    }
  }

  /** The call has ended, and looks after the instances that are there by now. */
  final void endLeasesOfCall() {
    ScopeLeases all = leases;
    if (all != null) {
      all.end();
    }
  }

  /** Nobody waits for the end of the call: its instances belong to the code that still runs. */
  final void disown() {
    ScopeLeases all = leases;
    if (all != null) {
      all.disown();
    }
  }

  /** Something works for the scope until {@link #leave}. Only messages count it. */
  public final void enter() {
    if (leases instanceof SocketLeases.Message message) {
      message.enter();
    }
  }

  /** The end of what {@link #enter} has told. */
  public final void leave() {
    if (leases instanceof SocketLeases.Message message) {
      message.leave();
    }
  }

  /** For a message of the socket that this scope is. */
  final ScopeLeases messageLeases() {
    return leases instanceof SocketLeases socket ? socket.message() : ScopeLeases.ENDED;
  }

  /** How many instances the scope knows of, some of which may be closed. */
  final int size() {
    ScopeLeases all = leases;
    return all == null ? 0 : all.size();
  }
}
