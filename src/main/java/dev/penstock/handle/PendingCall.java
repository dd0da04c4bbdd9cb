package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.Call;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.RequestOrigin;
import org.jspecify.annotations.Nullable;

/** A call whose caller waits, with its place in a {@link DeadlineWheel}. */
abstract class PendingCall extends Call {
  /** Links and bucket belong to the wheel that holds the call; -1 is none. */
  @Nullable PendingCall next;

  @Nullable PendingCall previous;
  int bucket = -1;

  private final Callee callee;

  PendingCall(
      Callee callee,
      ContractMethod method,
      @Nullable Object[] args,
      RequestOrigin origin,
      long deadlineNanos) {
    super(callee.route(), method, args, origin, deadlineNanos);
    this.callee = callee;
  }

  /** Ends the call because its deadline is past. */
  final void expire() {
    giveUp(Failure.TIMED_OUT, "did not answer before the deadline");
  }

  /** Ends the call because its replica is gone. */
  final void lose() {
    giveUp(Failure.REPLICA_LOST, "was running when its replica was stopped");
  }

  /** Ends the call for the caller; takes it out of the queue if it waits there. */
  final void giveUp(Failure failure, String what) {
    boolean waited = callee.router().withdraw(this);
    ReplicaId replica = waited ? null : replica();
    fail(
        new CallFailedException(
            failure,
            callee.route().deploymentId()
                + "."
                + method().name()
                + " "
                + what
                + (replica == null
                    ? "; the call was waiting for a replica"
                    : "; the call was at replica " + replica.index()),
            replica != null,
            callee.route().deploymentId(),
            replica == null ? null : replica.toString(),
            null));
  }
}
