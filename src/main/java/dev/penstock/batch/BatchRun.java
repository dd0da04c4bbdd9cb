package dev.penstock.batch;

import dev.penstock.message.BatchObserver.Outcome;
import dev.penstock.message.BatchScope;
import dev.penstock.message.CallScope;
import dev.penstock.message.ReplicaProfile;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One batch from when its items were taken until each has its result: runs the function, and if
 * that fails runs it again for parts.
 *
 * <p>One part runs at a time, and {@code parts} belongs to whoever has got the answer of the part
 * before. A part is answered or abandoned, whichever comes first, by {@link Part#over}.
 */
final class BatchRun<I, O> {
  /** What the runs of a batcher share. */
  record Setting<I, O>(
      BatchFunction<I, O> function,
      boolean split,
      @Nullable ReplicaProfile replica,
      LongSupplier clock) {}

  /** Hears of the end of a run. */
  interface Owner<I, O> {
    /**
     * All items of the run are settled.
     *
     * @param serviceNanos what the function took; negative if it did not answer all at once
     */
    void onEnded(BatchRun<I, O> run, Lane lane, Outcome outcome, long serviceNanos);
  }

  private record Part<I, O>(
      List<Item<I, O>> items, CallScope scope, long begunNanos, AtomicBoolean over) {}

  private final Setting<I, O> setting;
  private final Owner<I, O> owner;
  private final Group<I, O> group;
  private final List<Item<I, O>> items;
  private final long waitedNanos;
  private final ArrayDeque<List<Item<I, O>>> parts = new ArrayDeque<>();
  private volatile @Nullable Part<I, O> current;
  private volatile boolean abandoned;

  /** The function has been called and has not returned: it holds its thread. */
  private volatile boolean calling;

  private boolean succeeded;
  private boolean split;

  /**
   * A batch that has not begun.
   *
   * @param items at least one
   * @param waitedNanos how long the oldest of them has waited
   */
  BatchRun(
      Setting<I, O> setting,
      Owner<I, O> owner,
      Group<I, O> group,
      List<Item<I, O>> items,
      long waitedNanos) {
    this.setting = setting;
    this.owner = owner;
    this.group = group;
    this.items = items;
    this.waitedNanos = waitedNanos;
    parts.add(items);
  }

  Group<I, O> group() {
    return group;
  }

  int size() {
    return items.size();
  }

  long waitedNanos() {
    return waitedNanos;
  }

  /** Runs the next part. On that lane. */
  void proceed(Lane lane) {
    List<Item<I, O>> waiting = parts.poll();
    if (waiting == null) {
      end(lane, -1);
      return;
    }
    long now = setting.clock.getAsLong();
    // The first part was looked through when its items were taken.
    List<Item<I, O>> there = split ? withoutThoseThatLeave(waiting, now) : waiting;
    if (there.isEmpty() || abandoned) {
      proceed(lane);
      return;
    }
    Part<I, O> part = new Part<>(there, scope(there, lane), now, new AtomicBoolean());
    current = part;
    List<I> values = new ArrayList<>(there.size());
    for (Item<I, O> item : there) {
      values.add(item.value());
    }
    calling = true;
    Future<List<O>> answer =
        setting.function.apply(Collections.unmodifiableList(values), part.scope);
    calling = false;
    if (answer.isComplete()) {
      onAnswer(part, lane, answer.result(), answer.cause());
    } else {
      answer.onComplete((results, failure) -> onAnswer(part, lane, results, failure));
    }
  }

  private CallScope scope(List<Item<I, O>> there, Lane lane) {
    List<CallScope> scopes = new ArrayList<>(there.size());
    for (Item<I, O> item : there) {
      scopes.add(item.scope());
    }
    return BatchScope.of(
        scopes, lane instanceof ContextLane context ? context.work() : null, setting.replica);
  }

  private List<Item<I, O>> withoutThoseThatLeave(List<Item<I, O>> waiting, long now) {
    List<Item<I, O>> there = new ArrayList<>(waiting);
    there.removeIf(
        item -> {
          if (item.isOver(now)) {
            item.leave(now, true, setting.function + " did not run again for an item");
            return true;
          }
          return false;
        });
    return there;
  }

  /** Any thread. */
  private void onAnswer(
      Part<I, O> part, Lane lane, @Nullable List<O> results, @Nullable Throwable failure) {
    if (!part.over.compareAndSet(false, true)) {
      return;
    }
    long now = setting.clock.getAsLong();
    List<@Nullable O> checked = List.of();
    Throwable cause = failure;
    if (cause == null) {
      try {
        checked = setting.function.checked(results, part.items.size());
      } catch (RuntimeException e) {
        cause = e;
      }
    }
    if (cause == null) {
      if (part.scope instanceof BatchScope scope) {
        scope.endWithItems();
      }
      succeeded = true;
      for (int i = 0; i < checked.size(); i++) {
        part.items.get(i).succeed(checked.get(i));
      }
    } else {
      onFailure(part, cause);
    }
    if (parts.isEmpty()) {
      end(lane, cause == null && !split ? now - part.begunNanos : -1);
    } else {
      lane.atEnd(() -> proceed(lane));
    }
  }

  private void onFailure(Part<I, O> part, Throwable cause) {
    boolean over = part.scope.isOver();
    if (part.scope instanceof BatchScope scope) {
      scope.endInFailure();
    }
    int size = part.items.size();
    if (maySplit() && size > 1 && !over && BatchFunction.mayComeFromAnItem(cause)) {
      split = true;
      parts.push(part.items.subList(size / 2, size));
      parts.push(part.items.subList(0, size / 2));
    } else {
      part.items.forEach(item -> item.fail(cause));
    }
  }

  private boolean maySplit() {
    return setting.split && (setting.replica == null || !setting.replica.hasEnded());
  }

  private void end(Lane lane, long serviceNanos) {
    if (!abandoned) {
      Outcome outcome = split ? Outcome.SPLIT : succeeded ? Outcome.SUCCEEDED : Outcome.FAILED;
      owner.onEnded(this, lane, outcome, serviceNanos);
    }
  }

  /** Whether nobody waits for any of its items. */
  boolean isOver(long nowNanos) {
    for (Item<I, O> item : items) {
      if (!item.isOver(nowNanos)) {
        return false;
      }
    }
    return true;
  }

  /** Waits for its answer no more; false if that has come. */
  boolean abandon(long nowNanos) {
    Part<I, O> part = current;
    if (part == null || !part.over.compareAndSet(false, true)) {
      return false;
    }
    abandoned = true;
    if (part.scope instanceof BatchScope scope) {
      scope.abandon();
    }
    items.forEach(item -> item.leave(nowNanos, true, setting.function + " does not end"));
    if (calling && setting.replica != null) {
      setting.replica.tellStuck(
          new IllegalStateException(setting.function + " does not return, and holds its thread"));
    }
    return true;
  }

  /** The replica has ended: who waits outside of any call would be told by nobody else. */
  void onReplicaEnded() {
    for (Item<I, O> item : items) {
      if (item.scope() == CallScope.EMPTY) {
        item.lose(true, setting.function + " has not ended");
      }
    }
  }

  /** The request id of its first item. */
  String requestId() {
    return items.get(0).scope().requestId();
  }
}
