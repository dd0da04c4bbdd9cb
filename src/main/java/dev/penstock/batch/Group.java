package dev.penstock.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The items of one key that wait, in order of arrival. Belongs to a {@link BatchQueue}. */
final class Group<I, O> {
  private final Object key;
  private final Pace.Trace trace = new Pace.Trace();
  private final ArrayDeque<Item<I, O>> items = new ArrayDeque<>();

  Group(Object key) {
    this.key = key;
  }

  Object key() {
    return key;
  }

  Pace.Trace trace() {
    return trace;
  }

  int size() {
    return items.size();
  }

  void add(Item<I, O> item) {
    items.add(item);
  }

  /** Since when the oldest item waits. */
  long sinceNanos() {
    return items.getFirst().sinceNanos();
  }

  /** Takes out items for a batch; those that nobody waits for go to {@code leaving}. */
  List<Item<I, O>> take(int most, long nowNanos, List<Item<I, O>> leaving) {
    List<Item<I, O>> taken = new ArrayList<>(Math.min(most, items.size()));
    while (taken.size() < most && !items.isEmpty()) {
      Item<I, O> next = items.poll();
      (next.isOver(nowNanos) ? leaving : taken).add(next);
    }
    return taken;
  }

  /** Takes out all items. */
  void removeAll(List<Item<I, O>> leaving) {
    leaving.addAll(items);
    items.clear();
  }

  /** Takes out the items that nobody waits for. */
  void removeOver(long nowNanos, List<Item<I, O>> leaving) {
    for (Iterator<Item<I, O>> all = items.iterator(); all.hasNext(); ) {
      Item<I, O> next = all.next();
      if (next.isOver(nowNanos)) {
        all.remove();
        leaving.add(next);
      }
    }
  }
}
