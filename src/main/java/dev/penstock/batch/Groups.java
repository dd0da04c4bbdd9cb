package dev.penstock.batch;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The groups of a batcher: those with items, and for a while those that had some, whose pace is
 * remembered. Belongs to a {@link BatchQueue}.
 *
 * <p>Invariant: a group is in {@code waiting} while it has items, else in {@code idle}, in order of
 * when it became so, until it is forgotten.
 */
final class Groups<I, O> {
  private static final long FORGET_NANOS = 1_000_000_000;
  private static final int MOST_IDLE = 1_000;

  private final Pace pace;
  private final Map<Object, Group<I, O>> waiting = new LinkedHashMap<>();
  private final LinkedHashMap<Object, Group<I, O>> idle = new LinkedHashMap<>();

  Groups(Pace pace) {
    this.pace = pace;
  }

  /** The group of that key, which is about to get an item. */
  Group<I, O> of(Object key) {
    Group<I, O> group = waiting.get(key);
    if (group == null) {
      group = idle.remove(key);
      if (group == null) {
        group = new Group<>(key);
      }
      waiting.put(key, group);
    }
    return group;
  }

  /** The groups with items, in order of when each got its first one. */
  Collection<Group<I, O>> waiting() {
    return waiting.values();
  }

  /** The groups that have lost all their items are idle from now on. */
  void settle() {
    for (Iterator<Group<I, O>> all = waiting.values().iterator(); all.hasNext(); ) {
      Group<I, O> group = all.next();
      if (group.size() == 0) {
        all.remove();
        idle.put(group.key(), group);
      }
    }
  }

  /** Forgets the groups that have had nothing to do for a while; false if none is left. */
  boolean forget(long nowNanos) {
    for (Iterator<Group<I, O>> all = idle.values().iterator(); all.hasNext(); ) {
      Group<I, O> eldest = all.next();
      if (idle.size() <= MOST_IDLE && nowNanos - eldest.trace().lastNanos() < FORGET_NANOS) {
        break;
      }
      all.remove();
      pace.onForgotten(eldest.trace(), nowNanos);
    }
    return !idle.isEmpty() || !waiting.isEmpty();
  }

  /** How many groups are remembered. */
  int size() {
    return waiting.size() + idle.size();
  }
}
