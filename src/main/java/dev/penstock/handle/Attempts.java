package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of one call have in common: its caller waits for the last of them.
 *
 * <p>A call is repeated when its replica was lost, if it is idempotent or certainly did not run.
 * Other refusals are final: who repeats them only adds to what causes them. Immutable.
 */
final class Attempts {
  /** How often a call is sent at most. */
  private static final int MOST = 3;

  /** A copy of the arguments, which no callee has seen; null if those sent are used again. */
  private final @Nullable Arguments spare;

  private final long startedNanos;

  /** Whether one of those before may have run. */
  private final boolean mayHaveRun;

  private Attempts(@Nullable Arguments spare, long startedNanos, boolean mayHaveRun) {
    this.spare = spare;
    this.startedNanos = startedNanos;
    this.mayHaveRun = mayHaveRun;
  }

  /**
   * The attempts with a first one.
   *
   * @param spare a copy of the arguments for further attempts; null if the call is repeated only
   *     when its arguments were not touched
   * @param startedNanos when the first was made, by {@link System#nanoTime()}
   */
  static Attempts of(@Nullable Arguments spare, long startedNanos) {
    return new Attempts(spare, startedNanos, false);
  }

  /** Whether a call that failed like this is to be sent again. */
  static boolean goOn(PendingCall failed, CallFailedException failure, long nowNanos) {
    return failure.failure() == Failure.REPLICA_LOST
        && (!failure.ran() || mayRepeat(failed))
        && mayFollow(failed)
        && !failed.expired(nowNanos)
        && !failed.parent().isOver();
  }

  /** Whether it may run more than once; a stream among its arguments can be read only once. */
  static boolean mayRepeat(PendingCall call) {
    return call.route().idempotent() && !call.method().takesStreams();
  }

  /** Whether an attempt may follow this one, as far as it is not about how this one fails. */
  static boolean mayFollow(PendingCall attempt) {
    return attempt.attempt() < MOST && !attempt.callee().closing().getAsBoolean();
  }

  /** When the first was made, by {@link System#nanoTime()}. */
  long startedNanos() {
    return startedNanos;
  }

  /** After one more that failed like this. */
  Attempts after(CallFailedException failure) {
    return failure.ran() && !mayHaveRun ? new Attempts(spare, startedNanos, true) : this;
  }

  /** Arguments for the attempt that follows {@code failed}. */
  Arguments arguments(PendingCall failed) {
    if (spare == null) {
      return new Arguments(failed.args(), failed.cargo());
    }
    failed.releaseCargo();
    return Arguments.copyOf(failed.method(), spare.values());
  }

  /** The last attempt has ended. */
  void release() {
    if (spare != null) {
      spare.release();
    }
  }

  /** The failure of the last attempt as the failure of the call. */
  CallFailedException told(CallFailedException failure) {
    return mayHaveRun ? failure.passedThroughUserCode() : failure;
  }
}
