package dev.penstock.remote;

import dev.penstock.cluster.Delivery;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Slots;
import dev.penstock.cluster.Tier;
import dev.penstock.message.Call;
import dev.penstock.message.CallHead;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplicaProfile;
import dev.penstock.router.Router;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A replica of another node, as this one calls it. It takes every call, and tells the router later
 * what became of it.
 */
final class RemoteReplica implements Delivery {
  private final Peer peer;
  private final Router router;
  private final ReplicaEntry entry;

  /** As many as edges of this node lead there, and methods. */
  private final Map<Way, CallHead> heads = new ConcurrentHashMap<>();

  private record Way(ContractMethod method, String edge) {}

  /**
   * A replica that serves.
   *
   * @param maxOngoing how many calls it takes at a time
   */
  RemoteReplica(Peer peer, Router router, ReplicaId id, int maxOngoing) {
    this.peer = peer;
    this.router = router;
    Slots slots = new Slots(maxOngoing);
    this.entry =
        new ReplicaEntry(
            new ReplicaProfile(id, slots::ongoing, calls -> {}),
            slots,
            null,
            this,
            peer.sharesStore() ? Tier.HOST : Tier.CLUSTER);
  }

  /** As the directory knows it. */
  ReplicaEntry entry() {
    return entry;
  }

  @Override
  public boolean deliver(Call call) {
    peer.send(call, head(call), router, entry, 0);
    return true;
  }

  private CallHead head(Call call) {
    Way way = new Way(call.method(), call.route().edge());
    CallHead known = heads.get(way);
    return known == null ? heads.computeIfAbsent(way, this::headOf) : known;
  }

  private CallHead headOf(Way way) {
    return new CallHead(entry.id(), way.method.name(), way.method.signature(), way.edge);
  }

  /** The replica offers a slot, for the call that waits longest; false if none waits. */
  boolean onGrant(long grantId) {
    entry.slots().unblock();
    Call next = router.takeWaiting();
    if (next == null) {
      return false;
    }
    entry.slots().take();
    next.sentTo(entry.id());
    peer.send(next, head(next), router, entry, grantId);
    return true;
  }
}
