package dev.penstock.cluster;

import java.util.List;
import java.util.Map;

/**
 * The cluster as one of its nodes sees it at a moment.
 *
 * @param self the id of that node
 * @param members the ids of all nodes, the oldest first
 * @param records what they have told of themselves, by id; a node that has joined a moment ago may
 *     have told nothing yet
 */
public record ClusterView(String self, List<String> members, Map<String, NodeRecord> records) {
  /** Whether all nodes are about to stop: nothing is left to which replicas could go. */
  public boolean ending() {
    return members.stream()
        .map(records::get)
        .allMatch(record -> record != null && record.draining());
  }
}
