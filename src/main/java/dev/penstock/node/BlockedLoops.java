package dev.penstock.node;

import dev.penstock.graph.DeploymentNode;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports event loops that are blocked, with the deployment whose code is on the stack. Looking at
 * the stack costs nothing until a loop is blocked. Thread-safe.
 */
final class BlockedLoops {
  private static final Logger LOG = LoggerFactory.getLogger(BlockedLoops.class);

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

  /** The deployments whose class is nearest to the top of the stack. */
  Set<String> deploymentsOn(StackTraceElement[] stack) {
    Set<String> found = new TreeSet<>();
    for (StackTraceElement frame : stack) {
      for (DeploymentNode deployment : deployments) {
        if (isOf(frame.getClassName(), deployment.type().getName())) {
          found.add(deployment.id());
        }
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return found;
  }

  private static boolean isOf(String frame, String type) {
    return frame.startsWith(type)
        && (frame.length() == type.length() || frame.charAt(type.length()) == '$');
  }
}
