package dev.penstock.message;

import dev.penstock.CallFailedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One call under way in this JVM: the envelope that travels by reference, and the caller waiting
 * for its reply.
 *
 * <p>Owned by the caller until it is submitted, then by the router until it is sent to {@link
 * #replica}, then by that replica, which ends it by {@link #succeed} or {@link #fail} exactly once,
 * or gives it back to the router.
 *
 * <p>Replica and caller agree by one word on whether it runs: {@link #begin} and {@link #end} are
 * the replica's, {@link #giveUp} the caller's, and each change is a compare-and-set. So a call that
 * was given up before it began never begins, whoever says that it did not run is right, and its
 * slot is freed once. That it was given up while it ran stays known after its end: the calls below
 * it may not have heard of it yet.
 *
 * <pre>
 *   IDLE ── begin ──→ RUNNING ── end ──→ ENDED
 *    └─ giveUp → DROPPED  └─ giveUp → CANCELLED ── end ──→ ENDED_LATE
 *                                        └─ abandon → ABANDONED
 * </pre>
 */
public abstract class Call {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Call.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Object[] DELIVERED = {};

  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int ENDED = 2;
  private static final int DROPPED = 3;
  private static final int CANCELLED = 4;
  private static final int ABANDONED = 5;
  private static final int ENDED_LATE = 6;

  /** What giving a call up amounts to. */
  public enum GivenUp {
    /** It has not begun, and never will. */
    BEFORE_IT_RAN,
    /** It runs, and was told. */
    WHILE_IT_RUNS,
    /** It has ended, or was given up before: its answer is there or on its way. */
    TOO_LATE
  }

  private final CallRoute route;
  private final ContractMethod method;
  private @Nullable Object[] args;
  private final RequestOrigin origin;
  private @Nullable Cargo cargo;

  /** Moves with each item of a stream, on the thread of its reader; a hint elsewhere. */
  private long deadlineNanos;

  private final long submittedNanos;
  private long begunNanos;
  private long endedNanos;
  private int attempt;
  private boolean waiting;
  private @Nullable CallRunner runner;
  private volatile boolean returned;
  private volatile boolean letGo;

  /** Written before the call is handed on, and read by whoever has given it up. */
  private @Nullable ReplicaId replica;

  /** The scope of the running method, once somebody there wants to hear of a cancellation. */
  private volatile @Nullable CallScope observer;

  @SuppressWarnings("UnusedVariable") // By STATE.
  private volatile int state;

  /**
   * A call that was not sent yet.
   *
   * @param args already what the callee gets
   * @param deadlineNanos by {@link System#nanoTime()}
   * @param nowNanos likewise; on an event loop when the task began that makes the call
   */
  protected Call(
      CallRoute route,
      ContractMethod method,
      @Nullable Object[] args,
      RequestOrigin origin,
      long deadlineNanos,
      long nowNanos) {
    this.route = route;
    this.method = method;
    this.args = args;
    this.origin = origin;
    this.deadlineNanos = deadlineNanos;
    this.submittedNanos = nowNanos;
  }

  /** The callee and the calling edge. */
  public final CallRoute route() {
    return route;
  }

  /** The method. */
  public final ContractMethod method() {
    return method;
  }

  /** The arguments; the callee owns them. None any more once they were delivered. */
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

  /** The reader of a stream has taken items: the next one has its own time. */
  protected final void moveDeadline(long nanos) {
    deadlineNanos = nanos;
  }

  /** Where the items of the result go; null unless the method streams. */
  public @Nullable ItemLink items() {
    return null;
  }

  /** Whether the deadline is past. */
  public final boolean expired(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /**
   * When the caller made the call, by {@link System#nanoTime()}: on an event loop when its task
   * began.
   */
  public final long submittedNanos() {
    return submittedNanos;
  }

  /** It waited and is sent only now. For the router, on any thread. */
  public void leavesQueue(long nowNanos) {}

  /** When a thread of the replica took it up, by {@link System#nanoTime()}. */
  public final long begunNanos() {
    return begunNanos;
  }

  /** When the replica ended it, by {@link System#nanoTime()}; for whom it has told. */
  public final long endedNanos() {
    return endedNanos;
  }

  /** How often it was sent, from 1; 0 before. */
  public final int attempt() {
    return attempt;
  }

  /** Counts from an earlier call that this one repeats. For the caller, before it submits. */
  protected final void repeats(int attempts) {
    attempt = attempts;
  }

  /** The replica it was sent to last; none once that one gave it back. */
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

  /**
   * Notes that its replica gave it back without having run it: that was no attempt. For the router.
   */
  public final void cameBack() {
    attempt--;
    replica = null;
  }

  /**
   * The replica begins to run it.
   *
   * @param by hears when it is given up from now on
   * @param nowNanos when the thread took it up
   * @return false if it was given up already: then it must not run
   */
  public final boolean begin(CallRunner by, long nowNanos) {
    runner = by;
    begunNanos = nowNanos;
    return STATE.compareAndSet(this, IDLE, RUNNING);
  }

  /**
   * The method has returned and the call ends later: no thread is busy with it. Noted only by
   * replicas that could run out of threads.
   */
  public final void methodReturned() {
    returned = true;
  }

  /** Whether {@link #methodReturned}. */
  public final boolean hasReturned() {
    return returned;
  }

  /**
   * The replica has ended it.
   *
   * @return false if it was abandoned: its slot is free already
   */
  public final boolean end(long nowNanos) {
    endedNanos = nowNanos;
    if (!STATE.compareAndSet(this, RUNNING, ENDED)
        && !STATE.compareAndSet(this, CANCELLED, ENDED_LATE)) {
      return false;
    }
    CallScope scope = observer;
    if (scope != null) {
      scope.onCallEnded();
    }
    if (cargo != null) {
      cargo.endStreams();
    }
    return true;
  }

  /** Whether the replica has ended it, or waits for its end no more: its scope takes nothing. */
  final boolean over() {
    int now = state;
    return now == ENDED || now == ENDED_LATE || now == ABANDONED || letGo;
  }

  /**
   * It was begun for a replica on another node, which did not take it: it may be sent elsewhere.
   *
   * @return false if it was given up meanwhile, and is none any more
   */
  public final boolean sendBack() {
    runner = null;
    return STATE.compareAndSet(this, RUNNING, IDLE);
  }

  /**
   * Its replica gives it back without having run it. One that came from another node goes back
   * there; for any other, the router finds another replica.
   *
   * @return whether it goes back by itself
   */
  public boolean returnsToSender() {
    return false;
  }

  /** Gives the call up if it has not begun; otherwise it goes on. Any thread. */
  public final boolean drop() {
    return STATE.compareAndSet(this, IDLE, DROPPED);
  }

  /** The caller waits no more. Any thread; only the first time counts. */
  public final GivenUp giveUp() {
    if (drop()) {
      return GivenUp.BEFORE_IT_RAN;
    }
    if (!STATE.compareAndSet(this, RUNNING, CANCELLED)) {
      return GivenUp.TOO_LATE;
    }
    CallScope scope = observer;
    if (scope != null) {
      scope.onCancelled();
    }
    CallRunner running = runner;
    if (running != null) {
      running.onGivenUp(this);
    }
    return GivenUp.WHILE_IT_RUNS;
  }

  /** The replica waits for its end no more; false if it has ended meanwhile. */
  public final boolean abandon() {
    if (!STATE.compareAndSet(this, CANCELLED, ABANDONED)) {
      return false;
    }
    CallScope scope = observer;
    if (scope != null) {
      scope.disown();
    }
    if (cargo != null) {
      cargo.endStreams();
    }
    return true;
  }

  /**
   * Its replica has stopped, so nobody looks any more whether it ends: should it never, then what
   * its scope has comes back by garbage collection. It may still end.
   */
  public final void letGo() {
    letGo = true;
    CallScope scope = observer;
    if (scope != null) {
      scope.disown();
    }
  }

  /** Whether the caller gave it up before its end. Stays true once it is. */
  public final boolean givenUp() {
    return state >= DROPPED;
  }

  /** Whether the replica has ended it. */
  public final boolean ended() {
    int now = state;
    return now == ENDED || now == ENDED_LATE;
  }

  /** The tensors and blobs among the arguments, which the call holds until it begins. */
  protected final void carry(@Nullable Cargo arguments) {
    cargo = arguments;
  }

  /** The tensors and blobs among the arguments. For who repeats a call that has not begun. */
  public final @Nullable Cargo cargo() {
    return cargo;
  }

  /**
   * The tensors and blobs among the arguments belong to the callee's scope from now on. The call
   * keeps no argument reachable, so that the garbage collector ends what the callee drops. For who
   * has begun it.
   */
  public final void deliverTo(CallScope scope) {
    Cargo held = cargo;
    if (held != null) {
      args = DELIVERED;
      held.deliverTo(scope);
    }
  }

  /** The call has ended for its caller: gives back what it holds, unless it has begun. */
  public final void releaseCargo() {
    Cargo held = cargo;
    if (held != null && (drop() || state == DROPPED)) {
      held.release();
    }
  }

  /** That scope wants to hear when the call is given up; the caller looks itself afterwards. */
  final void observe(CallScope scope) {
    observer = scope;
  }

  /**
   * Tells the caller what it gets. Any thread.
   *
   * @param arriving the tensors and blobs in it, which are the caller's from now on
   */
  public abstract void succeed(@Nullable Object result, @Nullable Cargo arriving);

  /** Tells the caller of a failure. Any thread. */
  public abstract void fail(CallFailedException failure);
}
