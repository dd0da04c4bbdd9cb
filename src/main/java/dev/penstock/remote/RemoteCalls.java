package dev.penstock.remote;

import dev.penstock.cluster.LocalDirectory;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Served;
import dev.penstock.cluster.Peers;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.CallMessage;
import dev.penstock.message.CallableMethods;
import dev.penstock.message.CancelMessage;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.CreditMessage;
import dev.penstock.message.Envelope;
import dev.penstock.message.FetchedMessage;
import dev.penstock.message.GrantMessage;
import dev.penstock.message.GrantReturnMessage;
import dev.penstock.message.PingMessage;
import dev.penstock.message.ProgressMessage;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.ReportedProgress;
import dev.penstock.message.StreamEndMessage;
import dev.penstock.message.StreamItemMessage;
import dev.penstock.router.Router;
import dev.penstock.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
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
 * <p>Confined to the event loop on which envelopes arrive, to which those hand over who tell of
 * nodes that come, change and go. {@code peers} may be read elsewhere. A node is called once it has
 * answered: before, its bus may not be reached yet, and what is sent to it would be lost silently.
 */
public final class RemoteCalls implements Peers.Listener, Router.Granter {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteCalls.class);

  private static final Duration PING_AGAIN = Duration.ofMillis(500);

  /** So often those are asked for a sign that owe answers and have given none. */
  private static final Duration LOOKS_EVERY = Duration.ofMillis(250);

  private final Messenger messenger;
  private final LocalDirectory directory;
  private final Function<String, @Nullable Router> routers;
  private final Predicate<NodeRecord> sharesStore;
  private final Transfers transfers;
  private final Grants grants;
  private final ArrivedCalls arrived;
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();

  /** What the nodes have told last. */
  private final Map<String, NodeRecord> told = new HashMap<>();

  /** Those of them that have not answered yet. */
  private final Set<String> silent = new HashSet<>();

  private final Map<ReplicaId, RemoteReplica> replicas = new HashMap<>();
  private volatile boolean closed;

  /**
   * No other node so far.
   *
   * @param context on which envelopes are to arrive: best where the bus reads them
   * @param routers gives the router of a deployment, by {@code application/Name}; null if it is not
   *     open here
   * @param methods gives the methods of a deployment, likewise
   * @param sharesStore whether a node can read the objects of this one
   * @param secret that all nodes know; null for none
   * @param transfers fetches the objects of those that cannot; hears of nodes before this does
   */
  public RemoteCalls(
      ContextInternal context,
      String self,
      LocalDirectory directory,
      Function<String, @Nullable Router> routers,
      Function<String, CallableMethods> methods,
      CancelSignal cancels,
      Predicate<NodeRecord> sharesStore,
      @Nullable String secret,
      Transfers transfers) {
    this.messenger = new Messenger(context, self, secret);
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
    return messenger.open(new Incoming()).onSuccess(listens -> lookSoon());
  }

  /** Listens no more, once other hosts have fetched the results of calls that ran here. */
  public Future<Void> close() {
    closed = true;
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

  /** What the messenger brings. */
  private final class Incoming implements Messenger.Receiver {
    @Override
    public void onEnvelope(String sender, Envelope envelope) {
      RemoteCalls.this.onEnvelope(sender, envelope);
    }

    @Override
    public void onUnreachable(String node, boolean lost) {
      doWithout(node, lost);
    }
  }

  /**
   * Writing to a node that was killed fails at once, while the cluster may take seconds to agree
   * that it is gone. So it is done without until it answers; if it cannot, the cluster will say so.
   *
   * @param lost whether what runs there is lost for this node
   */
  private void doWithout(String node, boolean lost) {
    Peer peer = peers.get(node);
    if (peer != null && silent.add(node)) {
      NodeRecord record = told.get(node);
      LOG.info(
          "there is no connection to node {}: it is called again when it answers",
          record == null ? node : record.name());
      withdraw(node, Set.of());
      if (lost) {
        peers.put(node, peer.anew());
        peer.onGone();
      }
      messenger.after(PING_AGAIN, () -> ping(node));
    }
  }

  private void lookSoon() {
    messenger.after(LOOKS_EVERY, this::look);
  }

  private void look() {
    peers.forEach(
        (node, peer) -> {
          if (peer.isQuiet()) {
            messenger.send(node, new PingMessage(false), Messenger.LOST);
          }
        });
    if (!closed) {
      lookSoon();
    }
  }

  private void onEnvelope(String sender, Envelope envelope) {
    Peer peer = peers.get(sender);
    if (envelope instanceof PingMessage ping) {
      onPing(sender, ping);
    } else if (envelope instanceof CallMessage call) {
      arrived.onCall(sender, call);
    } else if (envelope instanceof CancelMessage cancel) {
      arrived.onCancel(sender, cancel.callId());
    } else if (envelope instanceof FetchedMessage fetched) {
      arrived.onFetched(sender, fetched.callId());
    } else if (envelope instanceof GrantReturnMessage unused) {
      grants.onReturned(sender, unused.grantId());
    } else if (envelope instanceof StreamItemMessage item && item.fromCaller()) {
      arrived.onItem(sender, item);
    } else if (envelope instanceof StreamEndMessage end && end.fromCaller()) {
      arrived.onStreamEnd(sender, end);
    } else if (envelope instanceof CreditMessage credit && credit.fromCaller()) {
      arrived.onCredit(sender, credit);
    } else if (envelope instanceof ProgressMessage progress) {
      ReportedProgress.tell(progress);
    } else if (peer == null) {
      LOG.debug("node {} answers, and is not known any more", sender);
    } else if (envelope instanceof ReplyMessage reply) {
      peer.onReply(reply);
    } else if (envelope instanceof StreamItemMessage item) {
      peer.onItem(item);
    } else if (envelope instanceof CreditMessage credit) {
      peer.onCredit(credit);
    } else if (envelope instanceof StreamEndMessage end) {
      peer.onStreamClosed(end);
    } else if (envelope instanceof GrantMessage grant) {
      onGrant(sender, grant);
    } else {
      LOG.debug("node {} has sent what is not understood: {}", sender, envelope);
    }
  }

  /** Tells a node how far a request has come that it has. Thread-safe. */
  public void tell(String node, ProgressMessage progress) {
    messenger.send(node, progress, Messenger.LOST);
  }

  private void onPing(String sender, PingMessage ping) {
    if (!ping.answer()) {
      messenger.send(sender, new PingMessage(true), Messenger.LOST);
    } else if (silent.remove(sender)) {
      NodeRecord node = told.get(sender);
      if (node != null) {
        update(node);
      }
    }
  }

  private void ping(String node) {
    if (silent.contains(node)) {
      messenger.send(node, new PingMessage(false), Messenger.LOST);
      messenger.after(PING_AGAIN, () -> ping(node));
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
    messenger.context().runOnContext(go -> onTold(node));
  }

  private void onTold(NodeRecord node) {
    String id = node.nodeId();
    if (told.put(id, node) == null) {
      peers.put(id, new Peer(id, messenger, sharesStore.test(node), transfers));
      silent.add(id);
      ping(id);
    } else if (!silent.contains(id)) {
      update(node);
    }
  }

  /** A node that can be reached has told of itself. */
  private void update(NodeRecord node) {
    Peer peer = peers.get(node.nodeId());
    if (peer == null) {
      return;
    }
    Set<ReplicaId> serving = new HashSet<>();
    Map<ReplicaId, Served> now = new HashMap<>();
    // Those of a node that drains too: they serve until others do in their place.
    for (Served each : node.replicas()) {
      ReplicaId id =
          new ReplicaId(
              each.application(), each.deployment(), each.revision(), each.index(), node.nodeId());
      serving.add(id);
      now.put(id, each);
    }
    withdraw(node.nodeId(), serving);
    now.forEach(
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
    messenger.context().runOnContext(go -> lose(node));
  }

  private void lose(String node) {
    told.remove(node);
    silent.remove(node);
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
