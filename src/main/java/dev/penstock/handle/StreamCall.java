package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.CallScope;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ItemLink;
import dev.penstock.message.ItemReader;
import dev.penstock.message.ItemWatch;
import dev.penstock.message.RequestOrigin;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A call whose result is a stream: it lasts until that ends.
 *
 * <p>Its deadline covers the first item; from then on it moves with the items that its reader
 * takes. The replica ends the stream behind its last item; the caller, when it gives up, at once.
 * Of both only the first counts, by {@code over}. A stream that was asked for in the message of a
 * socket works for that until its reader has taken the end, or has taken nothing for the idle
 * timeout.
 */
final class StreamCall extends PendingCall implements ItemWatch {
  private final ItemReader<Object> reader;
  private final OpenCalls open;
  private final long idleNanos;
  private final @Nullable Attempts attempts;
  private final ContextInternal caller;
  private final AtomicBoolean over = new AtomicBoolean();
  private boolean moved;

  /** Whether it works for a message; of all attempts. Null if it was not made in one. */
  private final @Nullable AtomicBoolean works;

  /** The call has ended, and only its reader is waited for. */
  private volatile boolean lingers;

  /** The attempt that has taken the place of this one. */
  private volatile @Nullable StreamCall successor;

  /**
   * A first attempt.
   *
   * @param idleNanos time for each item but the first
   */
  StreamCall(
      Callee callee,
      ContractMethod method,
      @Nullable Object[] args,
      RequestOrigin origin,
      long deadlineNanos,
      long nowNanos,
      CallScope parent,
      ContextInternal caller,
      OpenCalls open,
      long idleNanos) {
    super(callee, method, args, origin, deadlineNanos, nowNanos, parent);
    this.reader =
        new ItemReader<>(
            method.resultCarries(), caller, parent == CallScope.EMPTY ? null : parent, this);
    this.open = open;
    this.idleNanos = idleNanos;
    this.attempts = null;
    this.caller = caller;
    this.works = parent.isMessage() ? new AtomicBoolean(true) : null;
    parent.enter();
  }

  /** The attempt after {@code failed}, which has not run: its reader has got nothing yet. */
  private StreamCall(StreamCall failed, Attempts attempts, long nowNanos) {
    super(failed, attempts.arguments(failed), nowNanos);
    this.reader = failed.reader;
    this.open = failed.open;
    this.idleNanos = failed.idleNanos;
    this.attempts = attempts;
    this.caller = failed.caller;
    this.works = failed.works;
  }

  /** The stream, for who made the call. */
  ItemReader<Object> reader() {
    return reader;
  }

  @Override
  @Nullable Attempts attempts() {
    return attempts;
  }

  @Override
  public ItemLink items() {
    return reader.link();
  }

  @Override
  String lateness() {
    return moved
        ? "gave no item that was taken within the stream's idle timeout"
        : "gave no item before the deadline";
  }

  /** The last item is on its way. */
  @Override
  public void succeed(@Nullable Object nothing, @Nullable Cargo none) {
    if (over.compareAndSet(false, true)) {
      reader.link().end(null);
      open.execute(() -> ended(null));
    }
  }

  @Override
  public void fail(CallFailedException failure) {
    if (over.compareAndSet(false, true)) {
      open.execute(() -> failed(failure));
    }
  }

  private void failed(CallFailedException failure) {
    if (!failure.ran() && Attempts.goOn(this, failure, open.nowNanos())) {
      open.remove(this);
      Attempts all = attempts == null ? Attempts.of(null, submittedNanos()) : attempts;
      StreamCall again = new StreamCall(this, all.after(failure), open.nowNanos());
      successor = again;
      try {
        again.start(open, open.loop());
      } catch (RuntimeException e) {
        reader.link().end(failure);
        ended(failure);
        throw e;
      }
      if (reader.link().isClosed()) {
        // Whoever cancelled it may have seen no successor yet.
        again.onCancelled();
      }
      return;
    }
    if (givenUp()) {
      reader.abort(failure);
    } else {
      reader.link().end(failure);
    }
    ended(failure);
  }

  private void ended(@Nullable CallFailedException failure) {
    open.remove(this);
    open.record(this, failure);
    finish();
    if (works != null && works.get()) {
      lingers = true;
      moveDeadline(open.nowNanos() + idleNanos);
      open.add(this);
    }
  }

  @Override
  void finish() {
    super.finish();
    if (!over.get()) {
      // It was never sent.
      leaveMessage();
    }
  }

  @Override
  public void onDone() {
    StreamCall later = successor;
    if (later != null) {
      later.onDone();
    } else if (works != null) {
      leaveMessage();
      open.execute(this::lingerNoMore);
    }
  }

  private void lingerNoMore() {
    if (lingers) {
      open.remove(this);
    }
  }

  /** What its reader has put behind the end still belongs to the message. */
  private void leaveMessage() {
    if (works == null || !works.compareAndSet(true, false)) {
      return;
    }
    CallScope message = parent();
    try {
      caller.runOnContext(told -> message.leave());
    } catch (RejectedExecutionException e) {
      // The event loop has ended, and tells nothing either.
      message.leave();
    }
  }

  @Override
  public void onTaken() {
    StreamCall later = successor;
    if (later != null) {
      later.onTaken();
      return;
    }
    long next = open.nowNanos() + idleNanos;
    moveDeadline(next);
    parent().onItemRead(next);
    if (!moved) {
      moved = true;
      open.execute(this::watchAnew);
    }
  }

  /**
   * Not late is who waits for a reader that is held back itself: its items go on to somebody slow,
   * whose time ends the call above.
   */
  @Override
  void expire() {
    if (lingers) {
      leaveMessage();
    } else if (moved && reader.isPaused() && isReadForOthers()) {
      moveDeadline(open.nowNanos() + idleNanos);
      open.add(this);
      if (over.get()) {
        open.remove(this);
      }
    } else {
      super.expire();
    }
  }

  /** Whether a call at a replica is above: it ends in time, as its own caller sees to. */
  private boolean isReadForOthers() {
    CallScope above = parent();
    return above.profile() != null && !above.isMessage() && !above.isOver() && !above.hasEnded();
  }

  /** The new deadline may be the earlier one. */
  private void watchAnew() {
    if (!over.get()) {
      open.remove(this);
      open.add(this);
    }
  }

  @Override
  public void onCancelled() {
    StreamCall later = successor;
    if (later != null) {
      later.onCancelled();
      return;
    }
    open.execute(() -> giveUp(Failure.CANCELLED, "was cancelled by the reader of its stream"));
  }
}
