package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.Call;
import dev.penstock.message.CallScope;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.RequestOrigin;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** A call whose caller waits, with its place in a {@link DeadlineWheel}. */
abstract class PendingCall extends Call {
  /** Links and bucket belong to the wheel that holds the call; -1 is none. */
  @Nullable PendingCall next;

  @Nullable PendingCall previous;
  int bucket = -1;

  private final Callee callee;
  private final CallScope parent;

  PendingCall(
      Callee callee,
      ContractMethod method,
      @Nullable Object[] args,
      RequestOrigin origin,
      long deadlineNanos,
      long nowNanos,
      CallScope parent) {
    super(callee.route(), method, args, origin, deadlineNanos, nowNanos);
    this.callee = callee;
    this.parent = parent;
  }

  /** One more attempt of an earlier call, with what the caller waits for unchanged. */
  PendingCall(PendingCall earlier, Arguments args, long nowNanos) {
    super(
        earlier.route(),
        earlier.method(),
        args.values(),
        earlier.origin(),
        earlier.deadlineNanos(),
        nowNanos);
    this.callee = earlier.callee;
    this.parent = earlier.parent;
    repeats(earlier.attempt());
    carry(args.cargo());
  }

  /** What the attempts of the call have in common; null if this is the first and has no spare. */
  @Nullable Attempts attempts() {
    return null;
  }

  /** The tensors and blobs among the arguments. Before it starts. */
  final void carries(@Nullable Cargo arguments) {
    carry(arguments);
  }

  /** The last attempt has ended: nothing is held for another one. */
  void finish() {
    releaseCargo();
    Attempts all = attempts();
    if (all != null) {
      all.release();
    }
  }

  /**
   * As {@link #start}; a call that cannot be sent has ended, since nobody makes another attempt.
   */
  final void startOrFinish(OpenCalls open, @Nullable EventLoop near) {
    try {
      start(open, near);
    } catch (RuntimeException e) {
      finish();
      throw e;
    }
  }

  /**
   * Watches and sends it. Only on the thread that owns {@code open}.
   *
   * @param near the caller's event loop, if it is on one
   */
  final void start(OpenCalls open, @Nullable EventLoop near) {
    // Watched first: it may end before submit returns.
    open.add(this);
    try {
      callee.router().submit(this, near);
    } catch (RuntimeException e) {
      open.remove(this);
      releaseCargo();
      throw e;
    }
    if (open.isShared()) {
      onSubmitted();
    }
  }

  /** The far end. */
  final Callee callee() {
    return callee;
  }

  @Override
  public void leavesQueue(long nowNanos) {
    callee.meter().recordWaited(nowNanos - submittedNanos());
  }

  /** The call that this one is made in. */
  final CallScope parent() {
    return parent;
  }

  /**
   * Looks once more, after it was submitted: the sweep of another thread that told of its parent's
   * end may have run before the call was watched, or have given it up before it stood in the queue.
   */
  private void onSubmitted() {
    if (parent.isOver()) {
      cancel();
    }
    if (givenUp()) {
      callee.router().withdraw(this);
    }
  }

  /** Ends the call because its deadline is past. */
  void expire() {
    giveUp(Failure.TIMED_OUT, lateness());
  }

  /** What it is when its deadline has passed, for people. */
  String lateness() {
    return "did not answer before the deadline";
  }

  /** Ends the call because its replica is gone. */
  void lose() {
    giveUp(Failure.REPLICA_LOST, "had no answer yet when its replica was stopped");
  }

  /**
   * Ends this attempt if it has not begun at its replica, whose thread may never come to it, and
   * another one may follow.
   */
  final void loseUnbegun() {
    if (Attempts.mayFollow(this) && drop()) {
      // It may have been given back meanwhile.
      callee.router().withdraw(this);
      fail(
          failure(Failure.REPLICA_LOST, "had not begun when its replica failed", replica(), false));
    }
  }

  /** Ends the call because nobody waits for the one above any more. */
  final void cancel() {
    giveUp(Failure.CANCELLED, "was cancelled with the call above it");
  }

  /**
   * Ends the call for the caller; takes it out of the queue if it waits there. Does nothing if the
   * call has ended: its answer is on its way.
   *
   * @return whether it was given up now
   */
  final boolean giveUp(Failure failure, String what) {
    GivenUp given = giveUp();
    if (given == GivenUp.TOO_LATE) {
      return false;
    }
    boolean waited = callee.router().withdraw(this);
    if (waited) {
      callee.meter().recordWaited(System.nanoTime() - submittedNanos());
    }
    boolean ran = given == GivenUp.WHILE_IT_RUNS;
    if (ran) {
      callee.cancels().raise();
    }
    ReplicaId replica = waited ? null : replica();
    fail(failure(failure, what, replica, ran));
    return true;
  }

  /**
   * What the caller is told.
   *
   * @param replica where the call was; null if it waited
   */
  private CallFailedException failure(
      Failure failure, String what, @Nullable ReplicaId replica, boolean ran) {
    return new CallFailedException(
        failure,
        callee.route().deploymentId()
            + "."
            + method().name()
            + " "
            + what
            + (replica == null
                ? "; the call was waiting for a replica"
                : "; the call was at replica " + replica.index()),
        ran,
        callee.route().deploymentId(),
        replica == null ? null : replica.toString(),
        null);
  }
}
