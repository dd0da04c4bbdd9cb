package dev.penstock.message;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The claims of this JVM that no scope has: of instances that belong to whoever made them, and of
 * objects that views keep beyond the end of their scope.
 *
 * <p>A claim that is collected itself is never told that its instance is unreachable, and gives
 * nothing back. So each is reachable until then: from its scope or cargo, which a call, request or
 * socket under way keeps, and otherwise from here. Thread-safe.
 */
public final class Leases {
  private static final Set<Claim> ROOTED = ConcurrentHashMap.newKeySet();

  /** Open instances over stored objects by deployment, as {@code application/Name}. */
  private static final Map<String, LongAdder> OPEN = new ConcurrentHashMap<>();

  /** Those that no replica has made or received. */
  static final LongAdder ELSEWHERE = countOf("");

  private static volatile boolean tracked;

  private Leases() {}

  /** Whether instances remember the stack of their maker, which costs microseconds each. */
  public static void track(boolean on) {
    tracked = on;
  }

  /** Instances over stored objects that are open, by deployment; the empty name is elsewhere. */
  public static Map<String, Long> openByDeployment() {
    Map<String, Long> all = new TreeMap<>();
    OPEN.forEach((deployment, count) -> all.put(deployment, count.sum()));
    all.values().removeIf(count -> count == 0);
    return all;
  }

  /** Objects that only views keep, whose scope has ended. */
  public static long keptByViews() {
    return ROOTED.stream().filter(claim -> !claim.isOpen()).count();
  }

  /**
   * Gives back what nobody can reach any more: has garbage collected once and waits, at most about
   * half a second, until what was found is released. For an allocation that finds no room; segments
   * that were deleted are unmapped by it as well. Blocks; any thread.
   *
   * @return whether anything was given back
   */
  public static boolean collectNow() {
    return LeaseCollector.collectNow();
  }

  /** What counts the open instances of a deployment; kept by each of its replicas. */
  static LongAdder countOf(String deployment) {
    return OPEN.computeIfAbsent(deployment, key -> new LongAdder());
  }

  static @Nullable Throwable stackIfTracked() {
    return tracked ? new Throwable("made here") : null;
  }

  /** The claim of an instance that is retained in that scope belongs to none. */
  static void retained(Claim claim, LeaseScope in) {
    claim.enter(in);
    adopt(claim);
  }

  /** The claim belongs to no scope, but to whoever has the instance, who must close it. */
  static void adopt(Claim claim) {
    root(claim, true);
  }

  /** No scope ends the claim any more, through no fault of its user. */
  static void keep(Claim claim) {
    root(claim, false);
  }

  private static void root(Claim claim, boolean unscoped) {
    if (!claim.counted()) {
      return;
    }
    claim.onRooted(unscoped);
    ROOTED.add(claim);
    if (claim.isFreed()) {
      // By another thread, which may have come here before this one.
      ROOTED.remove(claim);
    }
  }

  /** The claim, which was freed, is here. */
  static void forget(Claim claim) {
    ROOTED.remove(claim);
  }
}
