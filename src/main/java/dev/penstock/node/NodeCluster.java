package dev.penstock.node;

import dev.penstock.StartFailedException;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.LocalDirectory;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Served;
import dev.penstock.cluster.Peers;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Tier;
import dev.penstock.config.ClusterConfig;
import dev.penstock.config.Secret;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.handle.Handles;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.PayloadMemory;
import dev.penstock.remote.RemoteCalls;
import dev.penstock.router.Router;
import dev.penstock.transfer.TransferSettings;
import dev.penstock.transfer.Transfers;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node's part in a cluster: tells the others what serves here, and brings their calls in. Of a
 * node that is alone nothing happens. {@code here} and what is announced are guarded by this
 * object.
 */
final class NodeCluster implements Router.Granter {
  private final Peers peers;
  private final ClusterConfig config;
  private final LocalDirectory directory;
  private final Path storeDirectory;
  private final Transfers transfers;
  private final RemoteCalls calls;
  private final Map<String, Map<String, ContractMethod>> methods = new ConcurrentHashMap<>();
  private final Map<String, List<Served>> here = new TreeMap<>();
  private String url = "";
  private String storeId = "";
  private NodeRecord.@Nullable Address transfer;
  private boolean open;
  private boolean draining;

  /**
   * Before anything is open.
   *
   * @param routers gives the router of a deployment, null if it is not open
   */
  NodeCluster(
      NodeSeat seat,
      ClusterConfig config,
      LocalDirectory directory,
      Path storeDirectory,
      Function<String, @Nullable Router> routers,
      CancelSignal cancels) {
    this.peers = seat.peers();
    this.config = config;
    this.directory = directory;
    this.storeDirectory = storeDirectory;
    this.transfers =
        new Transfers(
            seat.vertx(),
            peers.self(),
            TransferSettings.of(config.host(), config.transferPort()),
            config.secret().map(Secret::text).orElse(""),
            PayloadMemory::openStore);
    this.calls =
        new RemoteCalls(
            seat.vertx(),
            peers.self(),
            directory,
            routers,
            id -> methods.getOrDefault(id, Map.of()),
            cancels,
            node -> !node.storeId().isEmpty() && node.storeId().equals(StoreId.of(storeDirectory)),
            transfers);
  }

  @Override
  public void grant(String node, ReplicaEntry entry) {
    calls.grant(node, entry);
  }

  /** Everything serves here: joins in. The object store is open. */
  Future<Void> open(List<ApplicationGraph> applications, String url) {
    if (peers instanceof Peers.Alone) {
      return Future.succeededFuture();
    }
    for (ApplicationGraph application : applications) {
      for (DeploymentNode deployment : application.deployments()) {
        if (!deployment.ingress()) {
          methods.put(deployment.id(), Handles.methods(deployment));
        }
      }
    }
    return transfers
        .listen()
        .recover(failure -> Future.failedFuture(notListening(failure)))
        .compose(address -> calls.open().map(address))
        .onSuccess(
            address -> {
              synchronized (this) {
                this.url = url;
                transfer = address;
                storeId = StoreId.of(storeDirectory);
                open = true;
              }
              methods.keySet().forEach(id -> directory.subscribe(id, view -> onView(id, view)));
              peers.listen(transfers);
              peers.listen(calls);
            })
        .mapEmpty();
  }

  private synchronized void onView(String deploymentId, DeploymentView view) {
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
    if (!serving.equals(here.put(deploymentId, serving))) {
      announce();
    }
  }

  /** Wants no more calls of others; those that are here go on. */
  synchronized void drain() {
    draining = true;
    announce();
  }

  private void announce() {
    if (open) {
      peers.announce(
          new NodeRecord(
              peers.self(),
              BuildVersion.text(),
              storeId,
              url,
              transfer,
              draining,
              Map.of(),
              here.values().stream().flatMap(List::stream).toList()));
    }
  }

  private StartFailedException notListening(Throwable failure) {
    return new StartFailedException(
        "the node cannot hand out its objects at "
            + config.host()
            + ":"
            + config.transferPort()
            + ": "
            + failure.getMessage()
            + "; cluster.host must be an address of this machine, and cluster.transferPort free (0"
            + " takes any that is)",
        failure);
  }

  /** Takes no more calls of others, and hands out no more objects. */
  Future<Void> close() {
    return calls.close().eventually(transfers::close);
  }

  /** How many nodes there are, this one included. */
  int size() {
    return 1 + peers.others().size();
  }
}
