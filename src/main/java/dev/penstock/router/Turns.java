package dev.penstock.router;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Other nodes whose calls were refused here and wait for a slot, each with how many it could use:
 * they take turns. Confined to the lock of its {@link Router}.
 */
final class Turns {
  private static final class Waiting {
    private final String node;
    private int wanted;

    Waiting(String node, int wanted) {
      this.node = node;
      this.wanted = wanted;
    }
  }

  private final ArrayDeque<Waiting> nodes = new ArrayDeque<>();

  /** The number of nodes that wait. */
  int size() {
    return nodes.size();
  }

  /** That node could use so many slots. */
  void wants(String node, int slots) {
    for (Waiting each : nodes) {
      if (each.node.equals(node)) {
        each.wanted = Math.max(each.wanted, slots);
        return;
      }
    }
    nodes.addLast(new Waiting(node, slots));
  }

  /** The node whose turn it is, which gets one slot; the next one is another's. */
  @Nullable String next() {
    Waiting first = nodes.pollFirst();
    if (first == null) {
      return null;
    }
    if (--first.wanted > 0) {
      nodes.addLast(first);
    }
    return first.node;
  }

  /** That node waits no more. */
  void forget(String node) {
    for (Iterator<Waiting> each = nodes.iterator(); each.hasNext(); ) {
      if (each.next().node.equals(node)) {
        each.remove();
      }
    }
  }
}
