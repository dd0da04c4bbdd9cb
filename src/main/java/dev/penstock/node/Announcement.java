package dev.penstock.node;

import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Served;
import dev.penstock.cluster.Peers;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a node tells the others of itself. Guarded by its lock, in which it tells each change. */
final class Announcement {
  private final Peers peers;
  private final Map<String, List<Served>> here = new TreeMap<>();

  /** What does not change; null before the node joins in. */
  private @Nullable NodeRecord node;

  private List<Integer> logs = List.of();
  private boolean draining;
  private long readySince;

  Announcement(Peers peers) {
    this.peers = peers;
  }

  /** Tells of the node from now on. */
  synchronized void open(NodeRecord node) {
    this.node = node;
    tell();
  }

  /** The replicas of a deployment have changed. */
  synchronized void onView(String deploymentId, DeploymentView view) {
    List<Served> serving = new ArrayList<>();
    for (ReplicaEntry entry : view.serving()) {
      if (entry.tier() == Tier.NODE) {
        serving.add(
            new Served(
                entry.id().application(),
                entry.id().deployment(),
                entry.id().revision(),
                entry.id().index(),
                entry.slots().limit()));
      }
    }
    List<Served> before = here.put(deploymentId, serving);
    if (!serving.equals(before == null ? List.of() : before)) {
      tell();
    }
  }

  /** Whether the others hear of the node. */
  synchronized boolean isOpen() {
    return node != null;
  }

  /** Those logs of durable requests are open here, by their ids. */
  synchronized void onLogs(List<Integer> ids) {
    logs = ids;
    tell();
  }

  /** Everything serves since then. */
  synchronized void onReady(Instant time) {
    readySince = time.toEpochMilli();
    tell();
  }

  /** The node is about to stop. */
  synchronized void drain() {
    draining = true;
    tell();
  }

  /** Whether the node is about to stop. */
  synchronized boolean draining() {
    return draining;
  }

  private void tell() {
    NodeRecord told = node;
    if (told != null) {
      peers.announce(
          new NodeRecord(
              told.nodeId(),
              told.name(),
              told.release(),
              told.storeId(),
              told.url(),
              told.transfer(),
              draining,
              readySince,
              told.resources(),
              logs,
              told.applications(),
              here.values().stream().flatMap(List::stream).toList()));
    }
  }
}
