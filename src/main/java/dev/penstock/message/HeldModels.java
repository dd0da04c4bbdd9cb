package dev.penstock.message;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The ids of the models that a replica has loaded, or is loading: written by its caches, or by what
 * a replica of another node has told; read by routers for each call that names a model.
 * Thread-safe; reading takes no lock.
 *
 * <p>A router also notes here that it has sent the first call for a model, so that the calls behind
 * it follow before the replica has taken that one up. Such a note is a hint that may be lost: there
 * is room for a few dozen, each id has its one place, and a newer id takes it.
 *
 * <p>{@code version} changes after the ids do, so that who reads it before them never takes old ids
 * for new ones. No two states of a JVM have the same one.
 */
public final class HeldModels {
  private static final int NOTES = 64;

  private static final AtomicLong VERSIONS = new AtomicLong();

  /** How many caches of the replica have that model. */
  private final ConcurrentMap<String, Integer> caches = new ConcurrentHashMap<>();

  private final AtomicReferenceArray<String> expected = new AtomicReferenceArray<>(NOTES);
  private final ModelListener listener;
  private volatile boolean inUse;
  private volatile long version;

  HeldModels(ModelListener listener) {
    this.listener = listener;
  }

  /** Who counts what its caches do. */
  public ModelListener listener() {
    return listener;
  }

  /** Whether the replica keeps models at all, so that it matters which it has. */
  public boolean inUse() {
    return inUse;
  }

  /** The replica has a cache of models. */
  public void use() {
    inUse = true;
    version = VERSIONS.incrementAndGet();
  }

  /** Which state this is, to be read before the ids; 0 while no models are kept. */
  public long version() {
    return version;
  }

  /** The replica, on another node, has told all that it has. From one thread at a time. */
  public void onTold(long toldVersion, Collection<String> told) {
    for (String id : caches.keySet()) {
      if (!told.contains(id)) {
        caches.remove(id);
        forget(id);
      }
    }
    told.forEach(id -> caches.put(id, 1));
    inUse = true;
    version = toldVersion;
  }

  /** Whether the replica has that model, or is about to. */
  public boolean holds(String id) {
    return caches.containsKey(id) || id.equals(expected.get(place(id)));
  }

  /** How many models the replica has. */
  public int count() {
    return caches.size();
  }

  /** All ids, in their order. */
  public Set<String> ids() {
    return new TreeSet<>(caches.keySet());
  }

  /** A call for that model, which the replica does not have, was sent to it. */
  public void expect(String id) {
    expected.set(place(id), id);
  }

  /** The replica has that model from now on. */
  public void add(String id) {
    caches.merge(id, 1, Integer::sum);
    version = VERSIONS.incrementAndGet();
  }

  /** The replica has that model no more, or not yet another time. */
  public void remove(String id) {
    caches.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
    forget(id);
    version = VERSIONS.incrementAndGet();
  }

  /** No call for that model is on its way here. */
  private void forget(String id) {
    int place = place(id);
    if (id.equals(expected.get(place))) {
      expected.set(place, null);
    }
  }

  private static int place(String id) {
    int hash = id.hashCode();
    return (hash ^ (hash >>> 16)) & (NOTES - 1);
  }
}
