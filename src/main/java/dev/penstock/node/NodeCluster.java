package dev.penstock.node;

import dev.penstock.StartFailedException;
import dev.penstock.admin.ClusterFacts;
import dev.penstock.cluster.ClusterView;
import dev.penstock.cluster.DesiredStates;
import dev.penstock.cluster.LocalDirectory;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.Peers;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.config.OnMinority;
import dev.penstock.config.PenstockConfig;
import dev.penstock.config.Secret;
import dev.penstock.controller.Controller;
import dev.penstock.controller.DesiredState;
import dev.penstock.controller.Leader;
import dev.penstock.controller.Share;
import dev.penstock.durable.RequestId;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.message.CallableMethods;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.PayloadMemory;
import dev.penstock.message.ProgressMessage;
import dev.penstock.message.ReportedProgress;
import dev.penstock.remote.RemoteCalls;
import dev.penstock.router.Router;
import dev.penstock.transfer.TransferSettings;
import dev.penstock.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node's part in a cluster: tells the others what serves here, brings their calls in, and runs
 * what is placed here. A node that is alone runs everything, and nothing else happens.
 */
final class NodeCluster implements Router.Granter {
  private final NodeSeat seat;
  private final Peers peers;
  private final PenstockConfig config;
  private final LocalDirectory directory;
  private final Transfers transfers;
  private final RemoteCalls calls;
  private final Announcement announcement;
  private final Map<String, CallableMethods> methods = new ConcurrentHashMap<>();
  private final Consumer<String> onMinority;
  private final Consumer<String> onRefusing;

  /** Whether enough nodes have been seen: until then all that is called is still to be placed. */
  private boolean met;

  /** One and the same object, by which it is taken out again. */
  private final ReportedProgress.Carrier progress = this::carry;

  private final Promise<Void> emptied = Promise.promise();
  private final ClusterSight sight;

  /** Whether no replica is placed here. */
  private volatile boolean nothingHere;

  /**
   * Before anything is open.
   *
   * @param routers gives the router of a deployment, null if it is not open
   * @param onMinority hears what the node sees, where it sees fewer nodes than it did and than the
   *     quorum; empty if they are enough
   * @param onRefusing hears why requests are to be refused; empty if they no longer are
   */
  NodeCluster(
      NodeSeat seat,
      PenstockConfig config,
      LocalDirectory directory,
      Function<String, @Nullable Router> routers,
      CancelSignal cancels,
      Consumer<String> onMinority,
      Consumer<String> onRefusing) {
    this.seat = seat;
    this.peers = seat.peers();
    this.config = config;
    this.directory = directory;
    this.onMinority = onMinority;
    this.onRefusing = onRefusing;
    this.announcement = new Announcement(peers);
    this.sight = new ClusterSight(directory, config.cluster().quorum());
    this.transfers =
        new Transfers(
            seat.vertx(),
            peers.self(),
            TransferSettings.of(config.cluster().host(), config.cluster().transferPort()),
            config.cluster().secret().map(Secret::text).orElse(""),
            PayloadMemory::openStore);
    this.calls =
        new RemoteCalls(
            seat.busLoop(),
            peers.self(),
            directory,
            routers,
            id -> methods.getOrDefault(id, CallableMethods.NONE),
            cancels,
            this::sharesStore,
            config.cluster().secret().map(Secret::text).orElse(null),
            transfers);
  }

  private boolean sharesStore(NodeRecord node) {
    return !node.storeId().isEmpty()
        && node.storeId().equals(StoreId.of(config.store().directory()));
  }

  @Override
  public void grant(String node, ReplicaEntry entry) {
    calls.grant(node, entry);
  }

  /**
   * Starts what is to run here, and ends when it serves and every other deployment does somewhere:
   * in a cluster that may be as late as its quorum is there. The object store is open.
   */
  Future<Void> start(Controller controller, List<ApplicationGraph> applications, String url) {
    DesiredStates desired = seat.desired().orElse(null);
    if (desired == null) {
      return controller.start(new DesiredState(applications));
    }
    Shares shares = new Shares(controller);
    // Opened first: what other nodes serve finds its deployments then.
    return controller
        .start(new DesiredState(applications, new Share.Nothing()))
        .compose(opened -> CodeHashes.of(seat.vertx(), applications, config))
        .compose(hashes -> join(applications, hashes, url).map(hashes))
        .compose(
            hashes -> {
              Leader leader =
                  new Leader(
                      peers.self(),
                      config.cluster().quorum(),
                      applications,
                      hashes,
                      desired,
                      shares::onShare);
              peers.watch(leader::look);
              peers.watch(this::onView);
              peers.watch(view -> sight.onView(view, leader::followed));
              return shares.first();
            })
        .compose(share -> controller.start(new DesiredState(applications, share)))
        .onSuccess(started -> shares.follow())
        .compose(started -> allServe());
  }

  private Future<Void> join(
      List<ApplicationGraph> applications, Map<String, String> hashes, String url) {
    for (ApplicationGraph application : applications) {
      for (DeploymentNode deployment : application.deployments()) {
        if (!deployment.ingress()) {
          methods.put(deployment.id(), new CallableMethods(deployment.callableContracts()));
        }
      }
    }
    return transfers
        .listen()
        .recover(failure -> Future.failedFuture(notListening(failure)))
        .compose(address -> calls.open().map(address))
        .onSuccess(
            address -> {
              announcement.open(
                  new NodeRecord(
                      peers.self(),
                      seat.name(),
                      BuildVersion.text(),
                      StoreId.of(config.store().directory()),
                      url,
                      address,
                      false,
                      0,
                      config.cluster().resources(),
                      hashes,
                      List.of()));
              methods
                  .keySet()
                  .forEach(id -> directory.subscribe(id, view -> announcement.onView(id, view)));
              peers.listen(transfers);
              peers.listen(calls);
              ReportedProgress.carryBy(progress);
            })
        .mapEmpty();
  }

  /** What runs here while the node starts, and then as it is placed. */
  private final class Shares {
    private final Controller controller;
    private final Promise<Share> first = Promise.promise();
    private Share last = new Share.Nothing();
    private boolean following;

    Shares(Controller controller) {
      this.controller = controller;
    }

    Future<Share> first() {
      return first.future();
    }

    synchronized void onShare(Share share) {
      last = share;
      nothingHere = share instanceof Share.Placed placed && placed.indices().isEmpty();
      first.tryComplete(share);
      if (following) {
        controller.update(share);
      }
    }

    synchronized void follow() {
      following = true;
      controller.update(last);
    }
  }

  private Future<Void> allServe() {
    // Views are told on the thread of the cluster too, which is nobody else's.
    Promise<Void> all = seat.vertx().promise();
    Future.all(
            methods.keySet().stream()
                .map(
                    id -> {
                      Promise<Void> serves = Promise.promise();
                      Runnable end =
                          directory.subscribe(
                              id,
                              view -> {
                                if (!view.serving().isEmpty()) {
                                  serves.tryComplete();
                                }
                              });
                      return serves.future().onSuccess(done -> end.run());
                    })
                .toList())
        .<Void>mapEmpty()
        .onComplete(all);
    return all.future();
  }

  private void onView(ClusterView view) {
    if (announcement.draining() && (nothingHere || view.ending())) {
      emptied.tryComplete();
    }
    int visible = view.members().size();
    int quorum = config.cluster().quorum();
    String minority =
        visible >= quorum
            ? ""
            : "The node sees %d of at least %d nodes of its cluster".formatted(visible, quorum);
    met |= visible >= quorum;
    if (met) {
      onMinority.accept(minority);
    }
    if (config.cluster().onMinority() == OnMinority.REFUSE) {
      onRefusing.accept(minority);
    }
  }

  /**
   * The node is about to stop: its replicas are to be placed elsewhere. Ends when requests are no
   * longer to be expected that others could be sent to: at once, if there are none.
   */
  Future<Void> drain() {
    announcement.drain();
    return peers.others().isEmpty()
        ? Future.succeededFuture()
        : seat.vertx()
            .timer(config.cluster().leaveNotice().toMillis(), TimeUnit.MILLISECONDS)
            .mapEmpty();
  }

  /** Ends when nothing is placed here any more, after {@link #drain}. */
  Future<Void> emptied() {
    return seat.desired().isEmpty() || peers.others().isEmpty() || !announcement.isOpen()
        ? Future.succeededFuture()
        : emptied.future();
  }

  /** The id of a durable request tells in which log it stands. */
  private void carry(ProgressMessage told) {
    RequestId.parse(told.requestId())
        .flatMap(
            id ->
                peers.others().values().stream()
                    .filter(node -> node.logs().contains(id.log()))
                    .findFirst())
        .ifPresent(node -> calls.tell(node.nodeId(), told));
  }

  private StartFailedException notListening(Throwable failure) {
    return new StartFailedException(
        "the node cannot hand out its objects at "
            + config.cluster().host()
            + ":"
            + config.cluster().transferPort()
            + ": "
            + failure.getMessage()
            + "; cluster.host must be an address of this machine, and cluster.transferPort free (0"
            + " takes any that is)",
        failure);
  }

  /** Takes no more calls of others, and hands out no more objects. */
  Future<Void> close() {
    ReportedProgress.forget(progress);
    return calls.close().eventually(transfers::close);
  }

  /** Those logs of durable requests are open here, by their ids. */
  void onLogs(List<Integer> ids) {
    announcement.onLogs(ids);
  }

  /** Everything serves since then. */
  void onReady(Instant time) {
    announcement.onReady(time);
  }

  /** The cluster as this node sees it; empty for a node that is alone. */
  Optional<ClusterFacts> facts() {
    return sight.facts();
  }
}
