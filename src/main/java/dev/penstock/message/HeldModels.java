package dev.penstock.message;

import java.util.HashSet;
import java.util.Set;

/**
 * The ids of the models that a replica has loaded, or is loading: written by its caches, read by
 * routers for each call that names a model. Thread-safe; reading takes no lock.
 */
public final class HeldModels {
  /** Replaced as a whole, and never changed. */
  private volatile Set<String> ids = Set.of();

  HeldModels() {}

  /** Whether the replica has that model. */
  public boolean holds(String id) {
    return ids.contains(id);
  }

  /** All ids. Unmodifiable. */
  public Set<String> ids() {
    return ids;
  }

  /** The replica has that model from now on. */
  public synchronized void add(String id) {
    Set<String> more = new HashSet<>(ids);
    more.add(id);
    ids = Set.copyOf(more);
  }

  /** The replica has that model no more. */
  public synchronized void remove(String id) {
    Set<String> fewer = new HashSet<>(ids);
    fewer.remove(id);
    ids = Set.copyOf(fewer);
  }
}
