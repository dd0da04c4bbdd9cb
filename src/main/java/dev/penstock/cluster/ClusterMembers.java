package dev.penstock.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.EntryListener;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.MapEvent;
import com.hazelcast.replicatedmap.ReplicatedMap;
import dev.penstock.message.ValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of a Hazelcast cluster.
 *
 * <p>Each node writes one entry of a replicated map, which all others read: what it tells of
 * itself. Events only say that it is time to look; what counts is what stands in the map and who is
 * a member, which is looked at from time to time too. So a missed event is made up for, and an
 * entry that is left behind by a node that has gone is none.
 *
 * <p>Confined to its executor, but for {@code told}, a snapshot for others.
 */
public final class ClusterMembers implements Peers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterMembers.class);

  private final HazelcastInstance hazelcast;
  private final String self;
  private final ScheduledExecutorService executor;
  private final ReplicatedMap<String, byte[]> records;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final List<Listener> listeners = new ArrayList<>();

  /** What this node has told, as it stands in the map unless that was lost. */
  private byte @Nullable [] own;

  private @Nullable NodeRecord ownRecord;
  private final List<Consumer<ClusterView>> watchers = new ArrayList<>();

  /** What others have told, as it was read last. */
  private final Map<String, byte[]> read = new HashMap<>();

  /** Members that this node has lost, and that may come back: each is a few bytes. */
  private final Set<String> lost = new HashSet<>();

  private volatile Map<String, NodeRecord> told = Map.of();

  /**
   * The members of a running Hazelcast.
   *
   * @param executor one thread, for this alone; closed with this
   * @param period between two looks where nothing has happened
   */
  public ClusterMembers(
      HazelcastInstance hazelcast, ScheduledExecutorService executor, Duration period) {
    this.hazelcast = hazelcast;
    this.self = idOf(hazelcast.getCluster().getLocalMember());
    this.executor = executor;
    this.records = hazelcast.getReplicatedMap(HazelcastSettings.NODES);
    Look look = new Look();
    hazelcast.getCluster().addMembershipListener(look);
    hazelcast.getLifecycleService().addLifecycleListener(look::onLifecycle);
    records.addEntryListener(look);
    executor.scheduleWithFixedDelay(
        this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whatever happens, it is time to look. */
  private final class Look implements MembershipListener, EntryListener<String, byte[]> {
    void onLifecycle(LifecycleEvent event) {
      if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
        lookSoon();
      }
    }

    @Override
    public void memberAdded(MembershipEvent event) {
      lookSoon();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      lookSoon();
    }

    @Override
    public void entryAdded(EntryEvent<String, byte[]> event) {
      lookSoon();
    }

    @Override
    public void entryUpdated(EntryEvent<String, byte[]> event) {
      lookSoon();
    }

    @Override
    public void entryRemoved(EntryEvent<String, byte[]> event) {
      lookSoon();
    }

    @Override
    public void entryEvicted(EntryEvent<String, byte[]> event) {
      lookSoon();
    }

    @Override
    public void entryExpired(EntryEvent<String, byte[]> event) {
      lookSoon();
    }

    @Override
    public void mapCleared(MapEvent event) {
      lookSoon();
    }

    @Override
    public void mapEvicted(MapEvent event) {
      lookSoon();
    }
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public Map<String, NodeRecord> others() {
    return told;
  }

  @Override
  public void announce(NodeRecord node) {
    byte[] bytes = NodeRecordCodec.encode(node);
    execute(
        () -> {
          own = bytes;
          ownRecord = node;
          look();
        });
  }

  @Override
  public void listen(Listener listener) {
    execute(
        () -> {
          listeners.add(listener);
          told.values().forEach(listener::onNode);
        });
  }

  @Override
  public void watch(Consumer<ClusterView> watcher) {
    execute(
        () -> {
          watchers.add(watcher);
          look();
        });
  }

  @Override
  public void lookSoon() {
    if (scheduled.compareAndSet(false, true)) {
      execute(
          () -> {
            scheduled.set(false);
            look();
          });
    }
  }

  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the node has left the cluster", e);
    }
  }

  /** Makes what is known equal to what is there. */
  private void look() {
    try {
      keepOwn();
      lookAtOthers();
      tellWatchers();
    } catch (HazelcastInstanceNotActiveException e) {
      LOG.debug("the node is leaving the cluster", e);
    } catch (HazelcastException | IllegalStateException e) {
      LOG.warn("the cluster cannot be looked at, the next try follows: {}", e.toString());
    }
  }

  /** A merge of two halves may have lost it. */
  private void keepOwn() {
    if (own != null && !Arrays.equals(own, records.get(self))) {
      records.put(self, own);
    }
  }

  private void lookAtOthers() {
    Set<String> members =
        hazelcast.getCluster().getMembers().stream()
            .map(ClusterMembers::idOf)
            .collect(Collectors.toCollection(HashSet::new));
    members.remove(self);
    tellAgain(members);
    Map<String, NodeRecord> now = new HashMap<>(told);
    List<NodeRecord> news = new ArrayList<>();
    for (String member : members) {
      byte[] bytes = records.get(member);
      if (bytes != null && !Arrays.equals(bytes, read.put(member, bytes))) {
        NodeRecord node = decode(member, bytes);
        if (node != null) {
          now.put(member, node);
          news.add(node);
        }
      }
    }
    List<String> gone = now.keySet().stream().filter(node -> !members.contains(node)).toList();
    now.keySet().removeAll(gone);
    read.keySet().retainAll(members);
    Map<String, NodeRecord> before = told;
    told = Map.copyOf(now);
    gone.forEach(
        node -> {
          LOG.info("node {} is gone; nodes: {}", nameOf(before.get(node), node), now.size() + 1);
          lost.add(node);
          tellGone(node);
        });
    news.stream()
        .filter(node -> !before.containsKey(node.nodeId()))
        .forEach(
            node ->
                LOG.info(
                    "node {} has joined; nodes: {}", nameOf(node, node.nodeId()), now.size() + 1));
    news.forEach(node -> listeners.forEach(listener -> listener.onNode(node)));
  }

  /**
   * A member that comes back after a split may not get from the map what others wrote without it,
   * for as long as half a minute: what is written after that reaches it.
   */
  private void tellAgain(Set<String> members) {
    if (lost.removeAll(members) && own != null) {
      records.put(self, own);
    }
  }

  private void tellWatchers() {
    Map<String, NodeRecord> records = new HashMap<>(told);
    if (ownRecord != null) {
      records.put(self, ownRecord);
    }
    List<String> oldestFirst =
        hazelcast.getCluster().getMembers().stream().map(ClusterMembers::idOf).toList();
    ClusterView view = new ClusterView(self, oldestFirst, Map.copyOf(records));
    for (Consumer<ClusterView> watcher : watchers) {
      try {
        watcher.accept(view);
      } catch (HazelcastInstanceNotActiveException e) {
        throw e;
      } catch (RuntimeException e) {
        // The next look must come all the same.
        LOG.warn("what runs where could not be decided, the next try follows", e);
      }
    }
  }

  /** For people. */
  private static String nameOf(@Nullable NodeRecord node, String id) {
    return node == null ? id : node.name();
  }

  private void tellGone(String node) {
    listeners.forEach(listener -> listener.onGone(node));
    if (isOldest()) {
      records.remove(node);
    }
  }

  /** A member that is no node of Penstock tells nothing; its id is any. */
  private static String idOf(Member member) {
    String id = member.getAttribute(HazelcastSettings.NODE_ID);
    return id == null ? member.getUuid().toString() : id;
  }

  private boolean isOldest() {
    return hazelcast.getCluster().getMembers().iterator().next().localMember();
  }

  private static @Nullable NodeRecord decode(String member, byte[] bytes) {
    try {
      NodeRecord node = NodeRecordCodec.decode(bytes);
      if (node.nodeId().equals(member)) {
        return node;
      }
      LOG.warn("node {} calls itself {}, and is left alone", member, node.nodeId());
    } catch (ValueException e) {
      LOG.warn("node {} is left alone: {}", member, e.getMessage());
    }
    return null;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
