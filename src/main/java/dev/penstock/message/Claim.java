package dev.penstock.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance's hold on a content, from when the instance is made until it is closed: by the user,
 * by the end of its scope, or because nobody can reach it.
 *
 * <p>The end of a scope leaves the hold to the views if there are any: then it goes when the last
 * of them is unreachable. Everything that is decided stands in one word, and each change of it is a
 * compare-and-set, so that a view is given out before the end or not at all, and the hold is given
 * back once: by whoever has set {@link #FREED}. Thread-safe.
 */
sealed class Claim extends WeakReference<Lease> permits BatchShare {
  private static final Logger LOG = LoggerFactory.getLogger(Claim.class);
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(Claim.class, "word", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The instance was closed by its user. */
  private static final int CLOSED = 1;

  /** The instance was closed by the end of its scope. */
  private static final int SCOPE_ENDED = 2;

  /** The hold was given back. */
  private static final int FREED = 4;

  /** A view was given out. */
  private static final int VIEWED = 8;

  /** It stands, or is about to stand, among the claims that no scope has. */
  private static final int ROOTED = 16;

  /** It belongs to whoever made the instance, who must close it. */
  private static final int UNSCOPED = 32;

  private static final int NOT_OPEN = CLOSED | SCOPE_ENDED | FREED;

  private static final Content NOTHING = new HeapContent(new byte[0]);

  /** The next of its chain; belongs to the scope or cargo that the claim is in. */
  @Nullable Claim next;

  /** What is given back at the end; nothing if only the instance keeps it, on the heap. */
  private final Content content;

  private final @Nullable Throwable stack;

  /** Where the instance is made or received; written before it is handed to a scope. */
  private @Nullable ReplicaId replica;

  private @Nullable String method;
  private String requestId = "";
  private boolean result;
  private @Nullable LongAdder count;

  private volatile int word;

  /** Takes over one hold. */
  Claim(Lease lease, Content content) {
    // Nothing has to be given back of what lies on the heap: the collector need not hear of it.
    super(lease, content.counted() ? LeaseCollector.UNREACHABLE : null);
    // A scope keeps claims till its end, and must not keep bytes that its code has dropped.
    this.content = content.counted() ? content : HeapContent.NOTHING;
    this.stack = Leases.stackIfTracked();
  }

  /** Holds nothing. */
  Claim() {
    super(null);
    this.content = NOTHING;
    this.stack = null;
  }

  /** The instance is made or received there: once, before anybody else can reach the claim. */
  void enter(LeaseScope scope) {
    replica = scope.replicaId();
    method = scope.method();
    requestId = scope.requestId();
    countBy(scope.openInstances());
  }

  /**
   * The instance is a result of that call, which was made outside of any scope: as {@link #enter}.
   */
  void enterFrom(Call call) {
    replica = call.replica();
    method = call.method().name();
    requestId = call.origin().requestId();
    result = true;
    countBy(Leases.ELSEWHERE);
  }

  private void countBy(LongAdder holder) {
    if (content.stored()) {
      holder.increment();
      count = holder;
    }
  }

  /** Whether there is something to give back at the end. */
  boolean counted() {
    return content.counted();
  }

  /** How many bytes are given back at the end. */
  int length() {
    return content.length();
  }

  /** Whether the instance can be used. */
  boolean isOpen() {
    return (word & NOT_OPEN) == 0;
  }

  /** Whether nothing is left to do at the end of its scope, so that this need not be kept. */
  boolean isDone() {
    return isFreed() || (!counted() && refersTo(null));
  }

  /** Whether the hold was given back. */
  boolean isFreed() {
    return (word & FREED) != 0;
  }

  /** Whether its user forgot to close it: nothing else would have. */
  boolean isForgotten() {
    return (word & (UNSCOPED | NOT_OPEN)) == UNSCOPED;
  }

  /** A view is about to be given out; false if the instance is closed. */
  boolean onView() {
    int now = word;
    while ((now & NOT_OPEN) == 0) {
      if ((now & VIEWED) != 0 || set(now, now | VIEWED)) {
        return true;
      }
      now = word;
    }
    return false;
  }

  /**
   * The user closes the instance. If its scope has ended before, the views that the end has spared
   * are done with.
   */
  void close() {
    int now = word;
    while ((now & FREED) == 0) {
      int closed = (now & SCOPE_ENDED) == 0 ? now | CLOSED | FREED : now | FREED;
      if (set(now, closed)) {
        free(closed, false);
        return;
      }
      now = word;
    }
  }

  /** The scope of the instance ends. */
  void onScopeEnd() {
    int now = word;
    while ((now & NOT_OPEN) == 0) {
      boolean viewed = (now & VIEWED) != 0;
      boolean spared = viewed && content.stored();
      int ended = now | SCOPE_ENDED | (spared ? 0 : FREED);
      if (set(now, ended)) {
        if (spared) {
          leaveToViews();
        } else {
          free(ended, viewed);
        }
        return;
      }
      now = word;
    }
  }

  /** The code that the scope belongs to runs on, and nobody waits for the end of the scope. */
  void onDisowned() {
    Leases.keep(this);
  }

  private void leaveToViews() {
    // First: who is not rooted when it becomes unreachable is never told.
    Leases.keep(this);
    Lease lease = get();
    if (lease != null) {
      lease.leaveToViews();
    }
  }

  /** Nobody can reach the instance or a view of it. */
  void onUnreachable() {
    int now = word;
    while ((now & FREED) == 0) {
      if (set(now, now | FREED)) {
        free(now | FREED, (now & VIEWED) != 0);
        return;
      }
      now = word;
    }
  }

  /** It is about to stand among the claims that no scope has. */
  void onRooted(boolean unscoped) {
    int more = unscoped ? ROOTED | UNSCOPED : ROOTED;
    int now = word;
    while (!set(now, now | more)) {
      now = word;
    }
  }

  private boolean set(int before, int after) {
    return WORD.compareAndSet(this, before, after);
  }

  private void free(int now, boolean viewsMayBeRead) {
    LongAdder of = count;
    if (of != null) {
      of.decrement();
    }
    try {
      content.release(viewsMayBeRead);
    } catch (RuntimeException e) {
      // What else ends with it, such as other instances of the scope, must end all the same.
      LOG.error("memory of an instance of {} could not be given back", maker(), e);
    }
    if ((now & ROOTED) != 0) {
      Leases.forget(this);
    }
  }

  /** Why the instance cannot be used. */
  IllegalStateException closed(Object instance) {
    return new IllegalStateException(
        "the "
            + instance
            + ((word & CLOSED) != 0
                ? " was closed by close(); it was made or received in " + maker()
                : " was closed at the end of "
                    + maker()
                    + ", in which it was made or received: retain() what is to live longer"));
  }

  /** Where the instance was made or received, for people. */
  String maker() {
    return requestId.isEmpty() ? place() : place() + ", requestId=" + requestId;
  }

  /** As {@link #maker}, without the request. */
  String place() {
    if (replica != null) {
      return (result ? "the answer of " : "") + replica.deploymentId() + "." + method;
    }
    return requestId.isEmpty() ? "no call" : "a request";
  }

  /** The stack of the maker, if leaks are tracked. */
  @Nullable Throwable stack() {
    return stack;
  }
}
