package dev.penstock.transfer;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.cluster.Peers;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Moves objects between the stores of nodes that do not share one. An object that several want at a
 * time, or that somebody here still holds, is fetched once. Thread-safe.
 *
 * <p>Nodes come and go on the thread of the cluster, which alone changes {@code sources}.
 */
public final class Transfers implements Peers.Listener {
  private final VertxInternal vertx;
  private final TransferSettings settings;
  private final Supplier<ObjectStore> store;
  private final Handshake handshake;
  private final Wires wires;
  private final TransferServer server;
  private final Map<String, Source> sources = new ConcurrentHashMap<>();

  /**
   * Nothing is open yet.
   *
   * @param self the id of this node
   * @param secret that the nodes of the cluster prove to each other to know; empty for none
   * @param store of this node; throws {@link IllegalStateException} while it is not open
   */
  public Transfers(
      VertxInternal vertx,
      String self,
      TransferSettings settings,
      String secret,
      Supplier<ObjectStore> store) {
    this.vertx = vertx;
    this.settings = settings;
    this.store = store;
    this.handshake = new Handshake(secret, new SecureRandom());
    this.wires = new Wires(vertx, System::nanoTime, settings.watch());
    this.server = new TransferServer(wires, self, settings, handshake, store);
  }

  /** Begins to hand out objects. */
  public Future<Address> listen() {
    return vertx
        .executeBlocking(server::listen, false)
        .map(port -> new Address(settings.host(), port));
  }

  /**
   * Fetches objects of a node, or takes those that were fetched before and are still held here.
   * They are held for who asks.
   */
  public Fetching fetch(String node, Collection<ObjectRef> refs) {
    Source source = sources.get(node);
    Fetching wish = new Fetching(refs, source);
    if (source == null) {
      wish.onFailure(
          new CallFailedException(
              Failure.REPLICA_LOST,
              "objects of node " + node + " cannot be fetched: it is gone",
              false,
              null,
              null,
              null));
    } else {
      source.fetch(wish);
    }
    return wish;
  }

  @Override
  public void onNode(NodeRecord node) {
    Address address = node.transfer();
    if (address != null) {
      sources.computeIfAbsent(
          node.nodeId(),
          id ->
              new Source(
                  vertx.createEventLoopContext(), wires, id, address, settings, handshake, store));
    }
  }

  @Override
  public void onGone(String nodeId) {
    Source source = sources.remove(nodeId);
    if (source != null) {
      source.close("it is gone");
    }
  }

  /** Hands out nothing more, and ends what is fetched. */
  public Future<Void> close() {
    sources.values().forEach(source -> source.close("this node is closing"));
    sources.clear();
    server.close();
    return wires.close();
  }
}
