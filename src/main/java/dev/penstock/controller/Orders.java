package dev.penstock.controller;

import dev.penstock.cluster.Assignment;
import dev.penstock.cluster.Assignment.Placed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The assignments that a node follows: of each application the last one that it has accepted. One
 * of a lower epoch than that is refused: its leader has been followed by another. Confined to the
 * thread of the cluster.
 */
final class Orders {
  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

  private final String self;

  /** SHA-256 of what this node runs, by application. */
  private final Map<String, String> hashes;

  /** Changed on the thread of the cluster, read by others too. */
  private final Map<String, Assignment> accepted = new ConcurrentHashMap<>();

  private final Map<String, Long> refused = new HashMap<>();

  Orders(String self, Map<String, String> hashes) {
    this.self = self;
    this.hashes = hashes;
  }

  /** Follows an assignment, unless it is of a leader of the past. */
  void accept(Assignment assignment) {
    Assignment last = accepted.get(assignment.application());
    if (last != null && assignment.epoch() < last.epoch()) {
      if (!Long.valueOf(assignment.epoch())
          .equals(refused.put(assignment.application(), assignment.epoch()))) {
        LOG.warn(
            "an order for {} of epoch {} is refused: this node follows epoch {}",
            assignment.application(),
            assignment.epoch(),
            last.epoch());
      }
      return;
    }
    if (last == null || !isOlder(assignment, last)) {
      accepted.put(assignment.application(), assignment);
    }
  }

  /** Of one leader the later version counts; of two of one epoch the one that is kept. */
  private static boolean isOlder(Assignment assignment, Assignment last) {
    return assignment.epoch() == last.epoch()
        && assignment.leader().equals(last.leader())
        && assignment.version() < last.version();
  }

  /** What is followed, of each application. Any thread. */
  List<Assignment> followed() {
    return List.copyOf(accepted.values());
  }

  /** The epoch of what is followed; 0 if nothing is. */
  long epoch(String application) {
    return Optional.ofNullable(accepted.get(application)).map(Assignment::epoch).orElse(0L);
  }

  /** What this node is to run: its part of what is meant for the code that it has. */
  Share.Placed share() {
    Map<String, Set<Integer>> indices = new HashMap<>();
    for (Assignment assignment : accepted.values()) {
      if (!assignment.hash().equals(hashes.get(assignment.application()))) {
        continue;
      }
      for (Placed placed : assignment.replicas()) {
        if (placed.node().equals(self)) {
          indices
              .computeIfAbsent(
                  assignment.application() + "/" + placed.deployment(), first -> new HashSet<>())
              .add(placed.index());
        }
      }
    }
    return new Share.Placed(Map.copyOf(indices));
  }
}
