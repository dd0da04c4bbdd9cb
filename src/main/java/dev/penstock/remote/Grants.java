package dev.penstock.remote;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.GrantMessage;
import dev.penstock.router.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slots of this node that were offered to others, and are kept for them. Each is taken by a call,
 * or handed back, or taken back when its time is over or its node is gone; whatever takes it out of
 * the table. Thread-safe.
 */
final class Grants implements Router.Granter {
  private static final Logger LOG = LoggerFactory.getLogger(Grants.class);

  /** How long a slot is kept. */
  private static final Duration HELD = Duration.ofSeconds(1);

  private record Grant(String node, ReplicaEntry entry) {}

  private final Messenger messenger;
  private final Function<String, @Nullable Router> routers;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Grant> open = new ConcurrentHashMap<>();

  Grants(Messenger messenger, Function<String, @Nullable Router> routers) {
    this.messenger = messenger;
    this.routers = routers;
  }

  @Override
  public void grant(String node, ReplicaEntry entry) {
    long id = ids.incrementAndGet();
    open.put(id, new Grant(node, entry));
    messenger.after(HELD, () -> takeBack(id));
    messenger.send(
        node,
        new GrantMessage(entry.id(), id, HELD),
        cause -> {
          LOG.debug("node {} was not told of a free slot", node, cause);
          takeBack(id);
        });
  }

  /** Whose slot a call of that node takes; null if that was no offer, or its time is over. */
  @Nullable ReplicaEntry take(String node, long id) {
    Grant grant = open.get(id);
    return grant != null && grant.node.equals(node) && open.remove(id, grant) ? grant.entry : null;
  }

  /** The node has no use for a slot. */
  void onReturned(String node, long id) {
    Grant grant = open.get(id);
    if (grant != null && grant.node.equals(node)) {
      takeBack(id);
    }
  }

  /** The node is gone. */
  void onGone(String node) {
    for (Map.Entry<Long, Grant> each : new ArrayList<>(open.entrySet())) {
      if (each.getValue().node.equals(node)) {
        takeBack(each.getKey());
      }
    }
  }

  private void takeBack(long id) {
    Grant grant = open.remove(id);
    if (grant != null) {
      Router router = routers.apply(grant.entry.id().deploymentId());
      if (router != null) {
        router.onFreed(grant.entry);
      } else {
        grant.entry.slots().free();
      }
    }
  }
}
