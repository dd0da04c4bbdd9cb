package dev.penstock.message;

import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One run of a batch as the current call: what its function makes and calls belongs to all of its
 * items. It has the request id, headers and model id of its first item, the latest deadline of all,
 * and has lost its reason when all of them have. Thread-safe.
 *
 * <p>Its instances live on when the batch was answered, because each item's method returns its part
 * later: until the calls of all items have ended. For that each item's scope gets a {@link
 * BatchShare}, but only if there are instances.
 */
public final class BatchScope extends CallScope {
  private final List<CallScope> items;
  private final AtomicBoolean observing = new AtomicBoolean();
  private final AtomicInteger itemsLeft = new AtomicInteger();
  private volatile boolean disowned;

  private BatchScope(
      List<CallScope> items, @Nullable ContextInternal home, @Nullable ReplicaProfile replica) {
    super(items.get(0).origin(), latestDeadline(items), home, replica);
    this.items = items;
  }

  /**
   * The scope of a batch, which is none if its items are outside of any call.
   *
   * @param items the scopes of its items, at least one; nobody changes the list
   * @param home the context that runs it
   */
  public static CallScope of(
      List<CallScope> items, @Nullable ContextInternal home, @Nullable ReplicaProfile replica) {
    for (CallScope item : items) {
      if (item != EMPTY) {
        return new BatchScope(items, home, replica);
      }
    }
    return EMPTY;
  }

  private static long latestDeadline(List<CallScope> items) {
    long latest = items.get(0).deadlineNanos();
    for (CallScope item : items) {
      long next = item.deadlineNanos();
      if (next == NO_DEADLINE) {
        return NO_DEADLINE;
      }
      if (next - latest > 0) {
        latest = next;
      }
    }
    return latest;
  }

  @Override
  public boolean isOver() {
    return super.isOver() || areItemsOver();
  }

  private boolean areItemsOver() {
    for (CallScope item : items) {
      if (!item.isOver()) {
        return false;
      }
    }
    return true;
  }

  /** Of the first item. */
  @Override
  @Nullable String method() {
    return items.get(0).method();
  }

  /** Only who asks for it is told, so that other batches do not pay for it. */
  @Override
  public void onCancel(Runnable action) {
    super.onCancel(action);
    if (observing.compareAndSet(false, true)) {
      items.forEach(item -> item.onCancel(this::onItemCancelled));
    }
  }

  private void onItemCancelled() {
    if (areItemsOver()) {
      onCancelled();
    }
  }

  /** The batch has its answer: what was made in it belongs to its items from now on. */
  public void endWithItems() {
    end();
    if (!hasLeases()) {
      endLeases();
      return;
    }
    itemsLeft.set(items.size());
    for (CallScope item : items) {
      if (!item.take(new BatchShare(this))) {
        onItemEnded(!item.hasEnded());
      }
    }
  }

  /** The batch has failed: nobody gets what was made in it. */
  public void endInFailure() {
    fail();
    endLeases();
  }

  /** Nobody waits for its end: what was made in it belongs to the code that still runs. */
  public void abandon() {
    fail();
    disown();
  }

  /**
   * The scope of an item has ended.
   *
   * @param runsOn whether its code may still use what it got
   */
  void onItemEnded(boolean runsOn) {
    if (runsOn) {
      disowned = true;
    }
    if (itemsLeft.decrementAndGet() == 0) {
      if (disowned) {
        disown();
      } else {
        endLeases();
      }
    }
  }
}
