package dev.penstock.node;

import dev.penstock.admin.ClusterFacts;
import dev.penstock.admin.ClusterFacts.NodeFacts;
import dev.penstock.admin.ClusterFacts.PlacedFacts;
import dev.penstock.admin.ClusterFacts.TermFacts;
import dev.penstock.cluster.Assignment;
import dev.penstock.cluster.ClusterView;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Served;
import dev.penstock.cluster.ReplicaDirectory;
import dev.penstock.cluster.ReplicaEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster as operators of this node see it: what was seen last. Thread-safe. */
final class ClusterSight {
  private final ReplicaDirectory directory;
  private final int quorum;

  private record Seen(ClusterView view, Supplier<List<Assignment>> followed) {}

  private volatile @Nullable Seen last;

  ClusterSight(ReplicaDirectory directory, int quorum) {
    this.directory = directory;
    this.quorum = quorum;
  }

  /**
   * The cluster looks like this now.
   *
   * @param followed what this node follows; any thread may ask
   */
  void onView(ClusterView view, Supplier<List<Assignment>> followed) {
    last = new Seen(view, followed);
  }

  /** The cluster; empty if none was seen yet, or this node is in none. */
  Optional<ClusterFacts> facts() {
    Seen seen = last;
    if (seen == null) {
      return Optional.empty();
    }
    ClusterView view = seen.view;
    List<NodeFacts> nodes =
        view.members().stream()
            .map(view.records()::get)
            .filter(Objects::nonNull)
            .map(record -> facts(record, view.self()))
            .toList();
    return Optional.of(new ClusterFacts(view.members().size(), quorum, nodes, terms(seen, view)));
  }

  private static List<TermFacts> terms(Seen seen, ClusterView view) {
    List<TermFacts> terms = new ArrayList<>();
    for (Assignment each : seen.followed.get()) {
      NodeRecord leader = view.records().get(each.leader());
      terms.add(
          new TermFacts(
              each.application(), leader == null ? each.leader() : leader.name(), each.epoch()));
    }
    terms.sort(Comparator.comparing(TermFacts::application));
    return terms;
  }

  private NodeFacts facts(NodeRecord node, String self) {
    NodeRecord.Address transfer = node.transfer();
    return new NodeFacts(
        node.nodeId(),
        node.name(),
        node.release(),
        Optional.ofNullable(transfer).map(NodeRecord.Address::host),
        Optional.of(node.url()).filter(url -> !url.isEmpty()),
        node.nodeId().equals(self),
        node.draining(),
        node.readySince() == 0
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(node.readySince())),
        node.replicas().stream().map(each -> facts(each, node.nodeId())).toList());
  }

  private PlacedFacts facts(Served served, String node) {
    String deployment = served.application() + "/" + served.deployment();
    int ongoing =
        directory.view(deployment).serving().stream()
            .filter(each -> each.id().nodeId().equals(node))
            .filter(each -> each.id().index() == served.index())
            .map(ReplicaEntry::slots)
            .mapToInt(slots -> slots.ongoing())
            .sum();
    return new PlacedFacts(deployment, served.index(), ongoing, served.maxOngoing());
  }
}
