package dev.penstock.remote;

import dev.penstock.cluster.LocalDirectory;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Served;
import dev.penstock.cluster.Peers;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.CallMessage;
import dev.penstock.message.CancelMessage;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.Envelope;
import dev.penstock.message.FetchedMessage;
import dev.penstock.message.GrantMessage;
import dev.penstock.message.GrantReturnMessage;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplyMessage;
import dev.penstock.router.Router;
import dev.penstock.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes, as this one calls them and is called by them: puts their replicas into the
 * directory, and takes them out when a node is gone.
 *
 * <p>Nodes come, change and go on the thread of the cluster, which alone changes {@code replicas};
 * envelopes arrive on one event loop.
 */
public final class RemoteCalls implements Peers.Listener, Router.Granter {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteCalls.class);

  private final String self;
  private final Messenger messenger;
  private final LocalDirectory directory;
  private final Function<String, @Nullable Router> routers;
  private final Predicate<NodeRecord> sharesStore;
  private final Transfers transfers;
  private final Grants grants;
  private final ArrivedCalls arrived;
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final Map<ReplicaId, RemoteReplica> replicas = new ConcurrentHashMap<>();

  /**
   * No other node so far.
   *
   * @param routers gives the router of a deployment, by {@code application/Name}; null if it is not
   *     open here
   * @param methods gives the methods of a deployment, likewise
   * @param sharesStore whether a node can read the objects of this one
   * @param transfers fetches the objects of those that cannot; hears of nodes before this does
   */
  public RemoteCalls(
      Vertx vertx,
      String self,
      LocalDirectory directory,
      Function<String, @Nullable Router> routers,
      Function<String, Map<String, ContractMethod>> methods,
      CancelSignal cancels,
      Predicate<NodeRecord> sharesStore,
      Transfers transfers) {
    this.self = self;
    this.messenger = new Messenger(vertx, self);
    this.directory = directory;
    this.routers = routers;
    this.sharesStore = sharesStore;
    this.transfers = transfers;
    this.grants = new Grants(messenger, routers);
    this.arrived =
        new ArrivedCalls(
            messenger,
            directory,
            routers,
            methods,
            cancels,
            grants,
            this::canReadObjects,
            transfers);
  }

  private boolean canReadObjects(String node) {
    Peer peer = peers.get(node);
    return peer != null && peer.sharesStore();
  }

  /** Begins to listen to other nodes; ends when they can send. */
  public Future<Void> open() {
    return messenger.open(this::onEnvelope);
  }

  /** Listens no more, once other hosts have fetched the results of calls that ran here. */
  public Future<Void> close() {
    return arrived.allFetched().eventually(messenger::close);
  }

  /** How many calls of other nodes run here. */
  public int arrivedCalls() {
    return arrived.running();
  }

  @Override
  public void grant(String node, ReplicaEntry entry) {
    grants.grant(node, entry);
  }

  private void onEnvelope(String sender, Envelope envelope) {
    Peer peer = peers.get(sender);
    if (envelope instanceof CallMessage call) {
      arrived.onCall(sender, call);
    } else if (envelope instanceof CancelMessage cancel) {
      arrived.onCancel(sender, cancel.callId());
    } else if (envelope instanceof FetchedMessage fetched) {
      arrived.onFetched(sender, fetched.callId());
    } else if (envelope instanceof GrantReturnMessage unused) {
      grants.onReturned(sender, unused.grantId());
    } else if (peer == null) {
      LOG.debug("node {} answers, and is not known any more", sender);
    } else if (envelope instanceof ReplyMessage reply) {
      peer.onReply(reply);
    } else if (envelope instanceof GrantMessage grant) {
      onGrant(sender, grant);
    } else {
      LOG.debug("node {} has sent what is not understood: {}", sender, envelope);
    }
  }

  private void onGrant(String sender, GrantMessage grant) {
    RemoteReplica replica = replicas.get(grant.replica());
    if (replica == null || !replica.onGrant(grant.grantId())) {
      messenger.send(
          sender,
          new GrantReturnMessage(grant.grantId()),
          cause -> LOG.debug("node {} was not told that its slot is not used", sender, cause));
    }
  }

  @Override
  public void onNode(NodeRecord node) {
    Peer peer =
        peers.computeIfAbsent(
            node.nodeId(), id -> new Peer(self, id, messenger, sharesStore.test(node), transfers));
    Set<ReplicaId> serving = new HashSet<>();
    Map<ReplicaId, Served> told = new HashMap<>();
    if (!node.draining()) {
      for (Served each : node.replicas()) {
        ReplicaId id =
            new ReplicaId(
                each.application(),
                each.deployment(),
                each.revision(),
                each.index(),
                node.nodeId());
        serving.add(id);
        told.put(id, each);
      }
    }
    withdraw(node.nodeId(), serving);
    told.forEach(
        (id, each) -> {
          if (!replicas.containsKey(id)) {
            serve(id, each, peer);
          }
        });
  }

  private void serve(ReplicaId id, Served told, Peer peer) {
    Router router = routers.apply(id.deploymentId());
    if (router != null) {
      RemoteReplica replica = new RemoteReplica(peer, router, id, told.maxOngoing());
      replicas.put(id, replica);
      directory.serve(replica.entry());
    }
  }

  /** Takes out the replicas of a node that are not among those. */
  private void withdraw(String node, Set<ReplicaId> but) {
    List<ReplicaId> gone =
        replicas.keySet().stream()
            .filter(id -> id.nodeId().equals(node) && !but.contains(id))
            .toList();
    for (ReplicaId id : gone) {
      RemoteReplica replica = replicas.remove(id);
      if (replica != null) {
        replica.entry().slots().close();
        directory.withdraw(replica.entry());
      }
    }
  }

  @Override
  public void onGone(String node) {
    withdraw(node, Set.of());
    messenger.forget(node);
    Peer peer = peers.remove(node);
    if (peer != null) {
      peer.onGone();
    }
    arrived.onGone(node);
    grants.onGone(node);
  }
}
