package dev.penstock.message;

import org.jspecify.annotations.Nullable;

/**
 * The instances among arguments or a result that are on their way to the other side: each is a
 * lease of its own, which the call holds until they are delivered to the scope there, or released.
 * Also the streams among arguments, which the call ends. Owned by one call, one thread at a time.
 */
public final class Cargo {
  /** Of values that hold no instances. */
  public static final Cargo NONE = new Cargo();

  private @Nullable Claim first;

  /** Streams among the arguments: they end with the call. */
  private @Nullable ItemReader<?> streams;

  /** Without anything so far. */
  public Cargo() {}

  /** One more instance. */
  void add(Claim claim) {
    if (this == NONE) {
      claim.onScopeEnd();
      throw new IllegalStateException("values of this type were said to hold no instances");
    }
    claim.next = first;
    first = claim;
  }

  /** One more stream. */
  void add(ItemReader<?> stream) {
    stream.next = streams;
    streams = stream;
  }

  /** Whoever reads the streams among the arguments reads them no more. */
  void endStreams() {
    for (ItemReader<?> each = streams; each != null; each = each.next) {
      each.close();
    }
  }

  /** Whether nothing is on its way. */
  public boolean isEmpty() {
    return first == null;
  }

  /** The instances belong to that scope from now on; if it has ended they are closed. */
  public void deliverTo(CallScope scope) {
    for (Claim each = take(); each != null; ) {
      Claim following = each.next;
      each.next = null;
      scope.receive(each);
      each = following;
    }
  }

  /** As {@link #deliverTo(CallScope)}, of what came with the answer to that call. */
  public void deliverTo(CallScope scope, Call from) {
    for (Claim each = take(); each != null; ) {
      Claim following = each.next;
      each.next = null;
      scope.receive(each, from);
      each = following;
    }
  }

  /** Nobody gets the instances. */
  public void release() {
    ScopeLeases.endAll(take());
    endStreams();
  }

  private @Nullable Claim take() {
    Claim all = first;
    first = null;
    return all;
  }
}
