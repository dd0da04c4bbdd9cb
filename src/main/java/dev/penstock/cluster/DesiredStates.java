package dev.penstock.cluster;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place where the cluster keeps which node is to run what: a value per application. Reading
 * and writing may block, and belong on the thread of the cluster.
 */
public interface DesiredStates {
  /**
   * What was written last for an application; empty if nothing was, or nothing that is readable.
   */
  Optional<Assignment> get(String application);

  /**
   * Writes {@code next} if {@code expected} still stands there.
   *
   * @param expected what was read; null if there was nothing
   * @return false if something else stands there
   */
  boolean compareAndSet(@Nullable Assignment expected, Assignment next);

  /** Runs something, on any thread, whenever it is time to read again. */
  void listen(Runnable listener);
}
