package dev.penstock.transfer;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoreFullException;
import dev.penstock.store.StoredObject;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another node, as one that has objects: what is fetched from there and waits for it, and what was
 * fetched and is still held by somebody here.
 *
 * <p>Confined to {@code context}, which other threads enter by {@link #fetch}, {@link #forget} and
 * {@link #close}. A fetch is in {@code open} until it ends; it is either in {@code waiting}, or
 * waits for room, or is with a connection. {@code here} holds nothing: an object in it that nobody
 * else holds is none, and is removed some time.
 */
final class Source implements FetchConnection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Source.class);
  private static final int FIRST_SWEEP = 64;

  private final ContextInternal context;
  private final NetClient client;
  private final String node;
  private final Address address;
  private final int atATime;
  private final Handshake handshake;
  private final Supplier<ObjectStore> store;
  private final Map<ObjectRef, Fetch> open = new HashMap<>();
  private final Deque<Fetch> waiting = new ArrayDeque<>();
  private final Map<ObjectRef, StoredObject> here = new HashMap<>();
  private final Set<FetchConnection> connections = new HashSet<>();
  private final Deque<FetchConnection> idle = new ArrayDeque<>();
  private final AtomicBoolean toldOfStranger = new AtomicBoolean();
  private int connecting;
  private int sweepAt = FIRST_SWEEP;
  private @Nullable CallFailedException closed;

  Source(
      ContextInternal context,
      NetClient client,
      String node,
      Address address,
      int atATime,
      Handshake handshake,
      Supplier<ObjectStore> store) {
    this.context = context;
    this.client = client;
    this.node = node;
    this.address = address;
    this.atATime = atATime;
    this.handshake = handshake;
    this.store = store;
  }

  /** What ends on the event loop of this. */
  <T> Promise<T> promise() {
    return context.promise();
  }

  /** Begins to fetch what somebody wants. Any thread. */
  void fetch(Fetching wish) {
    context.runOnContext(go -> want(wish));
  }

  private void want(Fetching wish) {
    for (ObjectRef ref : wish.missing()) {
      if (wish.isOver()) {
        return;
      }
      if (closed != null) {
        wish.onFailure(closed);
        return;
      }
      StoredObject known = here.get(ref);
      if (known != null && known.retain()) {
        wish.onObject(ref, known);
        continue;
      }
      open.computeIfAbsent(
              ref,
              missing -> {
                Fetch fetch = new Fetch(missing);
                waiting.add(fetch);
                return fetch;
              })
          .wanted
          .add(wish);
    }
    wish.endIfComplete();
    goOn();
  }

  /** Somebody wants no more of what he wanted. Any thread. */
  void forget(Fetching wish) {
    context.runOnContext(
        go -> {
          drop(wish);
          wish.onFailure(new CallFailedException(Failure.CANCELLED, "nobody waits for it"));
        });
  }

  private void drop(Fetching wish) {
    for (Fetch fetch : new ArrayList<>(open.values())) {
      if (fetch.wanted.remove(wish) && fetch.wanted.isEmpty()) {
        end(fetch);
        connections.stream()
            .filter(connection -> connection.fetching() == fetch)
            .findFirst()
            .ifPresent(FetchConnection::close);
        fetch.abort();
      }
    }
    goOn();
  }

  private void end(Fetch fetch) {
    open.remove(fetch.ref, fetch);
    waiting.remove(fetch);
  }

  /** Gives waiting fetches to connections, and connects where there are too few. */
  private void goOn() {
    while (!waiting.isEmpty() && !idle.isEmpty()) {
      start(waiting.remove(), idle.remove());
    }
    while (connecting < waiting.size() && connections.size() + connecting < atATime) {
      connect();
    }
  }

  private void connect() {
    connecting++;
    // Not on the stack of what was read from another socket: the context is that of this one then.
    context.runOnContext(go -> connectNow());
  }

  private void connectNow() {
    client
        .connect(address.port(), address.host())
        .onComplete(
            connected -> {
              connecting--;
              if (connected.failed()) {
                failWaiting(unreachable(String.valueOf(connected.cause().getMessage())));
                return;
              }
              FetchConnection connection =
                  new FetchConnection(
                      (NetSocketInternal) connected.result(), this, handshake, node);
              connections.add(connection);
              connection.begin();
              if (closed != null) {
                connection.close();
              }
            });
  }

  /** Begins a fetch, or makes room for it first. */
  private void start(Fetch fetch, FetchConnection connection) {
    if (fetch.hasRoom()) {
      connection.fetch(fetch);
      return;
    }
    ObjectStore into;
    ObjectWriter ready;
    try {
      into = store.get();
      ready = into.tryCreate(fetch.ref.length());
    } catch (StoreFullException | IllegalStateException e) {
      onNoRoom(fetch, e);
      idle.add(connection);
      return;
    }
    if (ready != null) {
      fetch.room(ready);
      connection.fetch(fetch);
      return;
    }
    idle.add(connection);
    into.createAsync(fetch.ref.length())
        .whenComplete((made, failure) -> context.runOnContext(go -> onRoom(fetch, made, failure)));
  }

  private void onRoom(Fetch fetch, @Nullable ObjectWriter made, @Nullable Throwable failure) {
    if (made == null) {
      onNoRoom(fetch, failure == null ? new IllegalStateException("no room") : failure);
    } else if (open.get(fetch.ref) != fetch) {
      made.abort();
    } else {
      fetch.room(made);
      waiting.addFirst(fetch);
    }
    goOn();
  }

  private void onNoRoom(Fetch fetch, Throwable cause) {
    LOG.debug("no room for an object of node {}", node, cause);
    fail(
        fetch,
        new CallFailedException(
            Failure.STORE_FULL,
            "no room on this node for an object of node " + node + ": " + cause.getMessage()));
  }

  @Override
  public void onIdle(FetchConnection connection) {
    idle.add(connection);
    goOn();
  }

  @Override
  public void onComplete(Fetch fetch) {
    end(fetch);
    StoredObject object = fetch.seal();
    for (Fetching wish : fetch.wanted) {
      object.retain(); // There is a hold until below.
      wish.onObject(fetch.ref, object);
    }
    remember(fetch.ref, object);
    object.release();
  }

  private void remember(ObjectRef ref, StoredObject object) {
    here.put(ref, object);
    if (here.size() < sweepAt) {
      return;
    }
    here.values()
        .removeIf(
            each -> {
              boolean held = each.retain();
              if (held) {
                each.release();
              }
              return !held;
            });
    sweepAt = Math.max(FIRST_SWEEP, 2 * here.size());
  }

  @Override
  public void onGone(Fetch fetch) {
    fail(
        fetch,
        new CallFailedException(
            Failure.STALE_OBJECT,
            "object " + fetch.ref + " is not there any more at node " + node));
  }

  @Override
  public void onLost(
      FetchConnection connection, @Nullable Fetch fetch, boolean proved, String why) {
    connections.remove(connection);
    idle.remove(connection);
    if (closed != null) {
      return;
    }
    if (!proved) {
      if (toldOfStranger.compareAndSet(false, true)) {
        LOG.warn("objects of node {} at {} cannot be fetched: {}", node, address, why);
      }
      failWaiting(unreachable(why));
    }
    if (fetch != null && open.get(fetch.ref) == fetch) {
      if (fetch.mayBeginAgain()) {
        LOG.debug("an object of node {} is fetched on: {}", node, why);
        waiting.addFirst(fetch);
      } else {
        fail(fetch, unreachable(why));
      }
    }
    goOn();
  }

  private CallFailedException unreachable(String why) {
    return new CallFailedException(
        Failure.REPLICA_LOST,
        "an object of node " + node + " could not be fetched from " + address + ": " + why,
        false,
        null,
        null,
        null);
  }

  private void failWaiting(CallFailedException why) {
    for (Fetch fetch : List.copyOf(waiting)) {
      fail(fetch, why);
    }
  }

  private void fail(Fetch fetch, CallFailedException why) {
    end(fetch);
    fetch.abort();
    fetch.wanted.forEach(wish -> wish.onFailure(why));
  }

  /** The node is gone, or this one is about to be. Any thread. */
  void close(String why) {
    context.runOnContext(
        go -> {
          if (closed == null) {
            closed = unreachable(why);
            CallFailedException failure = closed;
            List.copyOf(connections).forEach(FetchConnection::close);
            List.copyOf(open.values()).forEach(fetch -> fail(fetch, failure));
          }
        });
  }
}
