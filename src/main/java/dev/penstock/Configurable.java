package dev.penstock;

import io.vertx.core.Future;

/**
 * A deployment that takes {@code userConfig}.
 *
 * @param <C> what the JSON of {@code userConfig} is bound to: a record, a bean, a map or a value
 */
public interface Configurable<C> {
  /**
   * Runs after the constructor and before {@code start}. A failure keeps the replica from serving.
   */
  Future<Void> configure(C config);
}
