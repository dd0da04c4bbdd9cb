package dev.penstock.cluster;

import java.util.Map;
import java.util.function.Consumer;

/** The nodes of the cluster. */
public interface Peers {
  /** Hears of other nodes: one call at a time, in order, on a thread of the cluster. */
  interface Listener {
    /** A node has told of itself: for the first time, or something new. */
    void onNode(NodeRecord node);

    /** A node is gone; what was told about it counts no more. */
    void onGone(String nodeId);
  }

  /** The id of this node. */
  String self();

  /** What the other nodes that are there have told of themselves, by id. */
  Map<String, NodeRecord> others();

  /** Tells the others what this node is now. Any thread; the last word counts. */
  void announce(NodeRecord self);

  /** Tells of all other nodes that are there, and of each change from now on. */
  void listen(Listener listener);

  /**
   * Tells what the cluster looks like, now and whenever it may look otherwise, on the thread of the
   * cluster. What fails in it is tried again with the next look.
   */
  void watch(Consumer<ClusterView> watcher);

  /** It is time to look. Any thread. */
  void lookSoon();

  /** A node without others. */
  static Peers alone(String self) {
    return new Alone(self);
  }

  /** A node without others. */
  record Alone(String self) implements Peers {
    @Override
    public Map<String, NodeRecord> others() {
      return Map.of();
    }

    @Override
    public void announce(NodeRecord record) {}

    @Override
    public void listen(Listener listener) {}

    @Override
    public void watch(Consumer<ClusterView> watcher) {}

    @Override
    public void lookSoon() {}
  }
}
