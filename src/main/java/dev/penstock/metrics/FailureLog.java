package dev.penstock.metrics;

import dev.penstock.UserFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest failures of user code, a few for each deployment, for those who ask what is wrong.
 * Thread-safe: each deployment's list is guarded by itself.
 */
public final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final int KEPT = 5;

  private final Consumer<UserFailure> listener;
  private final Map<String, ArrayDeque<UserFailure>> newest = new ConcurrentHashMap<>();

  /**
   * No failures yet.
   *
   * @param listener hears of each failure, on the thread that noticed it
   */
  public FailureLog(Consumer<UserFailure> listener) {
    this.listener = listener;
  }

  /** User code has failed. Any thread. */
  public void add(UserFailure failure) {
    ArrayDeque<UserFailure> kept =
        newest.computeIfAbsent(failure.deployment(), name -> new ArrayDeque<>());
    synchronized (kept) {
      if (kept.size() == KEPT) {
        kept.removeFirst();
      }
      // Without what was thrown: its class may be that of an application which is gone tomorrow.
      kept.addLast(
          new UserFailure(
              failure.time(),
              failure.deployment(),
              failure.replica(),
              failure.method(),
              failure.requestId(),
              failure.errorId(),
              failure.message(),
              null));
    }
    try {
      listener.accept(failure);
    } catch (RuntimeException e) {
      // Whoever noticed the failure still has to answer its caller.
      LOG.warn("a listener of user failures failed, errorId={}", failure.errorId(), e);
    }
  }

  /** The newest failures of a deployment, the last one first. */
  public List<UserFailure> newest(String deployment) {
    ArrayDeque<UserFailure> kept = newest.get(deployment);
    if (kept == null) {
      return List.of();
    }
    List<UserFailure> found = new ArrayList<>();
    synchronized (kept) {
      kept.descendingIterator().forEachRemaining(found::add);
    }
    return found;
  }

  /** Forgets the failures of an application. */
  public void forget(String application) {
    newest.keySet().removeIf(deployment -> deployment.startsWith(application + "/"));
  }
}
