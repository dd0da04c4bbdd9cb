package dev.penstock.node;

import dev.penstock.graph.DeploymentNode;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports event loops that are blocked, with the deployment whose code is on the stack. Looking at
 * the stack costs nothing until a loop is blocked. Thread-safe.
 */
final class BlockedLoops {
  private static final Logger LOG = LoggerFactory.getLogger(BlockedLoops.class);

  /** Starts nearer than that are one: only what takes longer is looked at. */
  private static final long SAME_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What was told last of a thread. */
  private record Blocking(long startNanos, long durationNanos) {
    boolean covers(long start, long duration) {
      return Math.abs(start - startNanos) < SAME_NANOS && duration < 2 * durationNanos;
    }
  }

  /** Only the checker's thread looks at it. */
  private final Map<Thread, Blocking> told = new HashMap<>();

  private final List<DeploymentNode> deployments = new CopyOnWriteArrayList<>();

  /** Takes over the reports of that Vert.x. */
  void watch(VertxInternal vertx) {
    vertx.blockedThreadChecker().setThreadBlockedHandler(this::onBlocked);
  }

  /** Knows the code of a deployment from now on. */
  void add(DeploymentNode deployment) {
    deployments.add(deployment);
  }

  /** Forgets the code of a deployment. */
  void remove(DeploymentNode deployment) {
    deployments.remove(deployment);
  }

  private void onBlocked(BlockedThreadEvent event) {
    if (!isWorthTelling(event, System.nanoTime())) {
      return;
    }
    StackTraceElement[] stack = event.thread().getStackTrace();
    Set<String> suspects = deploymentsOn(stack);
    Throwable where = new Throwable("stack of the blocked thread");
    where.setStackTrace(stack);
    LOG.warn(
        "thread {} has been blocked for {} ms by {}; use \"threading\": \"worker\" for code that"
            + " blocks",
        event.thread().getName(),
        event.duration() / 1_000_000,
        suspects.isEmpty() ? "code of no known deployment" : String.join(" or ", suspects),
        where);
  }

  /**
   * Whether a user should hear of it. Blocking is what workers are for; and the checker looks every
   * second, but of a loop that stays blocked a user hears again when the time has doubled.
   */
  boolean isWorthTelling(BlockedThreadEvent event, long nowNanos) {
    if (event.thread() instanceof VertxThread thread && thread.isWorker()) {
      return false;
    }
    long start = nowNanos - event.duration();
    Blocking last = told.get(event.thread());
    if (last != null && last.covers(start, event.duration())) {
      return false;
    }
    told.put(event.thread(), new Blocking(start, event.duration()));
    return true;
  }

  /** The deployments whose class is nearest to the top of the stack. */
  Set<String> deploymentsOn(StackTraceElement[] stack) {
    Set<String> found = new TreeSet<>();
    for (StackTraceElement frame : stack) {
      for (DeploymentNode deployment : deployments) {
        if (isOf(frame, deployment.type())) {
          found.add(deployment.id());
        }
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return found;
  }

  private static @Nullable String loaderOf(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null ? null : loader.getName();
  }

  /** Applications may hold classes of one name, each in a class loader of its own. */
  private static boolean isOf(StackTraceElement frame, Class<?> type) {
    String code = frame.getClassName();
    String name = type.getName();
    return code.startsWith(name)
        && (code.length() == name.length() || code.charAt(name.length()) == '$')
        && Objects.equals(frame.getClassLoaderName(), loaderOf(type));
  }
}
