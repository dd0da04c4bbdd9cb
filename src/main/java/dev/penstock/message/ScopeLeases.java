package dev.penstock.message;

import org.jspecify.annotations.Nullable;

/**
 * The claims of one scope. All fields are guarded by this object, which is never locked while a
 * claim ends. Thread-safe.
 */
sealed class ScopeLeases permits SocketLeases, SocketLeases.Message {
  /** Of a scope that has ended before it had any. */
  static final ScopeLeases ENDED = new ScopeLeases(true);

  private static final int FIRST_PRUNING = 64;

  private @Nullable Claim first;
  private int size;
  private int pruneAt = FIRST_PRUNING;
  private boolean ended;

  ScopeLeases() {}

  private ScopeLeases(boolean ended) {
    this.ended = ended;
  }

  /** Takes a claim; false if the scope has ended. */
  synchronized boolean add(Claim claim) {
    if (ended) {
      return false;
    }
    claim.next = first;
    first = claim;
    if (++size >= pruneAt) {
      prune();
    }
    return true;
  }

  /**
   * A long scope, such as a request that makes 10,000 calls, does not grow with what it has done
   * with.
   */
  private void prune() {
    Claim kept = null;
    size = 0;
    for (Claim each = first; each != null; ) {
      Claim following = each.next;
      if (!each.isDone()) {
        each.next = kept;
        kept = each;
        size++;
      }
      each = following;
    }
    first = kept;
    pruneAt = Math.max(FIRST_PRUNING, 2 * size);
  }

  /** How many claims stand here, closed ones included. */
  final synchronized int size() {
    return size;
  }

  /** Closes all instances; none is taken any more. */
  void end() {
    endAll(takeAtEnd());
  }

  /** The instances belong to the code that has them: the garbage collector ends their claims. */
  final void disown() {
    for (Claim each = takeAtEnd(); each != null; ) {
      Claim following = each.next;
      each.next = null;
      if (!each.isFreed()) {
        each.onDisowned();
      }
      each = following;
    }
  }

  /** Closes the instances of a chain. */
  static void endAll(@Nullable Claim chain) {
    for (Claim each = chain; each != null; ) {
      Claim following = each.next;
      each.next = null;
      each.onScopeEnd();
      each = following;
    }
  }

  private synchronized @Nullable Claim takeAtEnd() {
    ended = true;
    return take();
  }

  /** Takes all claims away. */
  final synchronized @Nullable Claim take() {
    Claim all = first;
    first = null;
    size = 0;
    return all;
  }

  /** Whether the scope has ended. */
  final synchronized boolean hasEnded() {
    return ended;
  }
}
