package dev.penstock.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One instance's hold on a content, from when the instance is made until it is closed: by the user,
 * by the end of its scope, or because nobody can reach it.
 *
 * <p>The hold is given back once. The end of a scope leaves it to the views if there are any: then
 * it goes when the last of them is unreachable. {@code viewed} is written before {@code state} is
 * read by who wants a view, and read after {@code state} was written by who closes, so that one of
 * the two sees the other. Thread-safe.
 */
final class Claim extends WeakReference<Lease> {
  private static final VarHandle STATE;
  private static final VarHandle FREED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Claim.class, "state", int.class);
      FREED = lookup.findVarHandle(Claim.class, "freed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int OPEN = 0;
  private static final int CLOSED = 1;
  private static final int SCOPE_ENDED = 2;
  private static final int COLLECTED = 3;

  /** The next of its chain; belongs to the scope or cargo that the claim is in. */
  @Nullable Claim next;

  private final Content content;
  private final @Nullable Throwable stack;

  /** Where the instance is made or received; written before it is handed to a scope. */
  private @Nullable ReplicaId replica;

  private @Nullable String method;
  private String requestId = "";
  private @Nullable LongAdder count;

  /** Whether it belongs to no scope; written before it is handed to {@link Leases}. */
  private boolean unscoped;

  private volatile int state;
  private volatile boolean viewed;

  @SuppressWarnings("UnusedVariable") // By FREED.
  private volatile boolean freed;

  /** Takes over one hold. */
  Claim(Lease lease, Content content) {
    super(lease, Leases.UNREACHABLE);
    this.content = content;
    this.stack = Leases.stackIfTracked();
  }

  /** The instance is made or received there: once, before anybody else can reach the claim. */
  void enter(CallScope scope) {
    replica = scope.replicaId();
    method = scope.method();
    requestId = scope.requestId();
    if (content.stored()) {
      LongAdder of = Leases.countOf(replica);
      of.increment();
      count = of;
    }
  }

  /** The content, for as long as the instance is open. */
  Content content() {
    return content;
  }

  /** Whether the instance can be used. */
  boolean isOpen() {
    return state == OPEN;
  }

  /** Whether the hold was given back. */
  boolean isFreed() {
    return freed;
  }

  /** A view is about to be given out; who calls this looks afterwards whether it is open. */
  void onView() {
    viewed = true;
  }

  /** The user closes the instance. */
  void close() {
    if (STATE.compareAndSet(this, OPEN, CLOSED)) {
      Leases.forget(this);
      free(false);
    } else if (state == SCOPE_ENDED) {
      // The user says that the views, which the end of the scope has spared, are done with.
      Leases.forget(this);
      free(false);
    }
  }

  /** The scope of the instance ends. */
  void onScopeEnd() {
    if (!STATE.compareAndSet(this, OPEN, SCOPE_ENDED)) {
      return;
    }
    if (viewed && content.stored()) {
      Leases.keep(this);
      Lease lease = get();
      if (lease != null) {
        lease.leaveToViews();
      }
      if (freed) {
        Leases.forget(this);
      }
    } else {
      free(viewed);
    }
  }

  /** Nobody can reach the instance or a view of it. */
  void onUnreachable() {
    Leases.forget(this);
    STATE.compareAndSet(this, OPEN, COLLECTED);
    free(viewed);
  }

  private void free(boolean viewsMayBeRead) {
    if (FREED.compareAndSet(this, false, true)) {
      if (count != null) {
        count.decrement();
      }
      content.release(viewsMayBeRead);
    }
  }

  /** It belongs to no scope from now on. */
  void onUnscoped() {
    unscoped = true;
  }

  /** Whether its user forgot to close it: nothing else would have. */
  boolean isForgotten() {
    return unscoped && state == OPEN;
  }

  /** Why the instance cannot be used. */
  IllegalStateException closed(Object instance) {
    return new IllegalStateException(
        "the "
            + instance
            + (state == CLOSED
                ? " was closed by close(); it was made or received in " + maker()
                : " was closed at the end of "
                    + maker()
                    + ", in which it was made or received: retain() what is to live longer"));
  }

  /** Where the instance was made or received, for people. */
  String maker() {
    if (replica != null) {
      return replica.deploymentId() + "." + method + ", requestId=" + requestId;
    }
    return requestId.isEmpty() ? "no call" : "a request, requestId=" + requestId;
  }

  /** The stack of the maker, if leaks are tracked. */
  @Nullable Throwable stack() {
    return stack;
  }
}
