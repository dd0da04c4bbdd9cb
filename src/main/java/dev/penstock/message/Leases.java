package dev.penstock.message;

import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims of this JVM that no scope has: of instances that belong to whoever made them, and of
 * objects that views keep beyond the end of their scope. And the thread that ends claims whose
 * instances and views nobody can reach.
 *
 * <p>Claims of a scope are reachable from it; all others must stand in {@code unscoped}, since a
 * claim that is collected itself would never be told. Thread-safe.
 */
public final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  /** Claims whose instances and views nobody can reach. */
  static final ReferenceQueue<Lease> UNREACHABLE = new ReferenceQueue<>();

  private static final Set<Claim> UNSCOPED = ConcurrentHashMap.newKeySet();
  private static final Map<Object, LongAdder> OPEN = new ConcurrentHashMap<>();
  private static final Object NO_REPLICA = "";

  /** Most warnings in a minute; the rest of a leak looks the same. */
  private static final int WARNINGS = 10;

  private static volatile boolean tracked;

  static {
    Thread collector = new Thread(Leases::collect, "penstock-leases");
    collector.setDaemon(true);
    collector.start();
  }

  private Leases() {}

  /** Whether instances remember the stack of their maker, which costs microseconds each. */
  public static void track(boolean on) {
    tracked = on;
  }

  /** Asks the garbage collector for what nobody can reach, and waits for it. */
  public static void collectNow() {
    System.gc();
  }

  /** Instances over stored objects that are open, by deployment; the empty name is elsewhere. */
  public static Map<String, Long> openByDeployment() {
    Map<String, Long> all = new TreeMap<>();
    OPEN.forEach(
        (key, count) ->
            all.merge(
                key instanceof ReplicaId replica ? replica.deploymentId() : "",
                count.sum(),
                Long::sum));
    all.values().removeIf(count -> count == 0);
    return all;
  }

  /** Objects that only views keep, whose scope has ended. */
  public static long keptByViews() {
    return UNSCOPED.stream().filter(claim -> !claim.isOpen()).count();
  }

  static LongAdder countOf(@Nullable ReplicaId replica) {
    return OPEN.computeIfAbsent(replica == null ? NO_REPLICA : replica, key -> new LongAdder());
  }

  static @Nullable Throwable stackIfTracked() {
    return tracked ? new Throwable("made here") : null;
  }

  /** The claim of an instance that is retained in that scope belongs to none. */
  static void retained(Claim claim, CallScope in) {
    claim.enter(in);
    adopt(claim);
  }

  /** The claim belongs to no scope. */
  static void adopt(Claim claim) {
    claim.onUnscoped();
    UNSCOPED.add(claim);
  }

  /** The scope of the claim has ended, and views are left. */
  static void keep(Claim claim) {
    UNSCOPED.add(claim);
  }

  /** The claim has ended. */
  static void forget(Claim claim) {
    UNSCOPED.remove(claim);
  }

  private static void collect() {
    long minute = System.nanoTime();
    int warnings = 0;
    while (true) {
      Claim claim;
      try {
        claim = (Claim) UNREACHABLE.remove();
      } catch (InterruptedException e) {
        // Nobody has a reason to; and what is dropped must come back.
        continue;
      }
      long now = System.nanoTime();
      if (now - minute > 60_000_000_000L) {
        minute = now;
        warnings = 0;
      }
      try {
        if (claim.isForgotten() && claim.content().stored() && warnings++ < WARNINGS) {
          LOG.warn(
              "an instance of {} bytes was dropped without close(), so its memory came back only by"
                  + " garbage collection; it was made in {}{}",
              claim.content().length(),
              claim.maker(),
              claim.stack() == null ? " (store.trackLeaks tells where)" : "",
              claim.stack());
        }
        claim.onUnreachable();
      } catch (RuntimeException e) {
        LOG.error("memory of an instance could not be given back", e);
      }
    }
  }
}
