package dev.penstock.store;

import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The other processes of a store's directory, for one that has joined it: their objects, and the
 * work of cleaning up after those that die. Whoever sweeps does that work.
 */
final class Neighbours implements ForeignObjects {
  /** How often it looks who has died. */
  static final long REAP_MILLIS = 250;

  private final ClientRegistry registry;
  private final Janitor janitor;
  private final ForeignSegments segments;
  private final LongSupplier clock;
  private long reaped;

  private Neighbours(
      ClientRegistry registry, Janitor janitor, ForeignSegments segments, LongSupplier clock) {
    this.registry = registry;
    this.janitor = janitor;
    this.segments = segments;
    this.clock = clock;
  }

  /**
   * Joins a directory, and removes what earlier processes left in it.
   *
   * @param directory a real path, prepared
   * @param clock milliseconds since the epoch
   * @throws StoreException if this process cannot be a client of the directory
   */
  static Neighbours join(Path directory, Memory.Mapper mapper, LongSupplier clock) {
    ClientRegistry registry = ClientRegistry.join(directory, mapper, clock);
    Janitor janitor = new Janitor(directory, registry, mapper);
    janitor.reapAll();
    ForeignSegments segments = new ForeignSegments(directory, mapper, registry.self());
    return new Neighbours(registry, janitor, segments, clock);
  }

  /** This process. */
  Client self() {
    return registry.self();
  }

  @Override
  public StoredObject acquire(ObjectRef ref) {
    return segments.acquire(ref);
  }

  @Override
  public synchronized void sweep() {
    long now = clock.getAsLong();
    if (Math.abs(now - reaped) >= REAP_MILLIS) {
      reaped = now;
      janitor.reap();
    }
    segments.sweep();
  }

  /** Takes back what the dead held, at once. */
  void reap() {
    janitor.reap();
  }

  /** Gives all holds back, and leaves; the own segments must be gone. */
  @Override
  public void close() {
    segments.close();
    registry.close();
  }
}
