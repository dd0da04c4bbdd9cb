package dev.penstock.transfer;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.StoredObject;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another node, as one that has objects: what is fetched from there and waits for it, and what was
 * fetched and is still held by somebody here. Thread-safe.
 *
 * <p>All state is guarded by {@code lock}, under which nothing waits and nobody else's code runs:
 * what others are told, they hear on {@code context}. A fetch is in {@code open} until it ends; it
 * is either in {@code waiting}, or {@code given} to a connection. Of {@code connections}, {@code
 * starting} have not proved themselves, and {@code idle} wait for work. {@code here} holds nothing:
 * an object in it that nobody else holds is none, and is removed some time.
 */
final class Source {
  private static final Logger LOG = LoggerFactory.getLogger(Source.class);
  private static final int FIRST_SWEEP = 64;

  private final ContextInternal context;
  private final Wires wires;
  private final String node;
  private final Address address;
  private final TransferSettings settings;
  private final Handshake handshake;
  private final Supplier<ObjectStore> store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Map<ObjectRef, Fetch> open = new HashMap<>();
  private final Deque<Fetch> waiting = new ArrayDeque<>();
  private final Map<FetchConnection, Fetch> given = new HashMap<>();
  private final Map<ObjectRef, StoredObject> here = new HashMap<>();
  private final Set<FetchConnection> connections = new HashSet<>();
  private final Set<FetchConnection> starting = new HashSet<>();
  private int idle;

  /** Connections that were lost with a fetch: others that were idle then are suspect. */
  private int losses;

  private boolean toldOfStranger;
  private int sweepAt = FIRST_SWEEP;
  private @Nullable CallFailedException closed;

  Source(
      ContextInternal context,
      Wires wires,
      String node,
      Address address,
      TransferSettings settings,
      Handshake handshake,
      Supplier<ObjectStore> store) {
    this.context = context;
    this.wires = wires;
    this.node = node;
    this.address = address;
    this.settings = settings;
    this.handshake = handshake;
    this.store = store;
  }

  /** What ends on an event loop. */
  <T> Promise<T> promise() {
    return context.promise();
  }

  /** Tells somebody something, soon. */
  void tell(Runnable news) {
    context.runOnContext(go -> news.run());
  }

  private void locked(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }

  /** Begins to fetch what somebody wants. */
  void fetch(Fetching wish) {
    locked(() -> want(wish));
  }

  private void want(Fetching wish) {
    for (ObjectRef ref : wish.missing()) {
      if (closed != null) {
        wish.onFailure(closed);
        return;
      }
      StoredObject known = here.get(ref);
      if (known != null && known.retain()) {
        wish.onObject(ref, known);
        continue;
      }
      Fetch fetch = open.get(ref);
      if (fetch == null) {
        fetch = new Fetch(ref);
        open.put(ref, fetch);
        enqueue(fetch);
      }
      fetch.wanted.add(wish);
    }
    wish.endIfComplete();
  }

  private void enqueue(Fetch fetch) {
    waiting.add(fetch);
    work.signal();
    connect();
  }

  /** Connects where there are too few connections for what waits. */
  private void connect() {
    while (idle + starting.size() < waiting.size() && connections.size() < settings.atATime()) {
      FetchConnection connection =
          new FetchConnection(this, wires, node, address, settings, handshake, store);
      if (!wires.run(connection::live)) {
        return; // This node is closing.
      }
      connections.add(connection);
      starting.add(connection);
    }
  }

  /** Somebody wants no more of what he wanted. */
  void forget(Fetching wish) {
    locked(
        () -> {
          for (Fetch fetch : List.copyOf(open.values())) {
            if (fetch.wanted.remove(wish) && fetch.wanted.isEmpty()) {
              end(fetch, "nobody waits for the object any more");
            }
          }
          wish.onFailure(new CallFailedException(Failure.CANCELLED, "nobody waits for it"));
        });
  }

  /** It is fetched no more; who has it gives its room back. */
  private void end(Fetch fetch, String why) {
    open.remove(fetch.ref, fetch);
    waiting.remove(fetch);
    for (Map.Entry<FetchConnection, Fetch> each : given.entrySet()) {
      if (each.getValue() == fetch) {
        each.getKey().close(why);
        return;
      }
    }
    fetch.abort();
  }

  /**
   * What a connection that has proved itself is to fetch next. Waits for it.
   *
   * @return null if it is to end
   */
  @Nullable Fetch next(FetchConnection connection) throws InterruptedException {
    lock.lock();
    idle++;
    try {
      starting.remove(connection);
      int lossesBefore = losses;
      long patience = settings.idle().toNanos();
      while (closed == null && losses == lossesBefore && patience > 0) {
        Fetch fetch = waiting.poll();
        if (fetch != null) {
          given.put(connection, fetch);
          return fetch;
        }
        patience = work.awaitNanos(patience);
      }
      return null;
    } finally {
      idle--;
      lock.unlock();
    }
  }

  /**
   * A connection is done with a fetch.
   *
   * @param failure why it cannot be had; null if all bytes are there
   */
  void onFetched(FetchConnection connection, Fetch fetch, @Nullable CallFailedException failure) {
    locked(
        () -> {
          given.remove(connection);
          if (open.get(fetch.ref) != fetch) {
            fetch.abort();
          } else if (failure == null) {
            complete(fetch);
          } else {
            fail(fetch, failure);
          }
        });
  }

  private void complete(Fetch fetch) {
    open.remove(fetch.ref);
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

  /**
   * A connection has ended, whoever did it.
   *
   * @param stage how far it had come
   */
  void onLost(FetchConnection connection, FetchConnection.Stage stage, String why) {
    locked(
        () -> {
          connections.remove(connection);
          starting.remove(connection);
          Fetch fetch = given.remove(connection);
          if (fetch != null) {
            onLost(fetch, why);
          } else if (stage != FetchConnection.Stage.PROVED) {
            onUnproved(stage, why);
          }
          connect();
        });
  }

  private void onLost(Fetch fetch, String why) {
    if (open.get(fetch.ref) != fetch) {
      fetch.abort();
    } else if (fetch.mayBeginAgain()) {
      LOG.debug("an object of node {} is fetched on: {}", node, why);
      losses++;
      waiting.addFirst(fetch);
      work.signalAll();
    } else {
      fail(fetch, unreachable(why));
    }
  }

  private void onUnproved(FetchConnection.Stage stage, String why) {
    if (closed != null) {
      return;
    }
    if (stage == FetchConnection.Stage.PROVING && !toldOfStranger) {
      toldOfStranger = true;
      LOG.warn("objects of node {} at {} cannot be fetched: {}", node, address, why);
    }
    CallFailedException failure = unreachable(why);
    List.copyOf(waiting).forEach(each -> fail(each, failure));
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

  private void fail(Fetch fetch, CallFailedException why) {
    end(fetch, String.valueOf(why.getMessage()));
    fetch.wanted.forEach(wish -> wish.onFailure(why));
  }

  /** The node is gone, or this one is about to be. */
  void close(String why) {
    locked(
        () -> {
          CallFailedException failure = unreachable(why);
          closed = failure;
          List.copyOf(open.values()).forEach(fetch -> fail(fetch, failure));
          connections.forEach(connection -> connection.close(why));
          work.signalAll();
        });
  }
}
