package dev.penstock.cluster;

import java.util.Set;

/** The nodes of the cluster. */
public interface Peers {
  /** The id of this node. */
  String self();

  /** The ids of the others. */
  Set<String> others();

  /** A node without others. */
  static Peers alone(String self) {
    return new Alone(self);
  }

  /** A node without others. */
  record Alone(String self) implements Peers {
    @Override
    public Set<String> others() {
      return Set.of();
    }
  }
}
