package dev.penstock.handle;

import dev.penstock.message.RequestOrigin;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls that are to be made later, and what has become of them: what stands behind {@link
 * dev.penstock.Durable}. Thread-safe; futures end on any thread.
 */
public interface LaterCalls {
  /**
   * Which method is called.
   *
   * @param deployment as {@code application/Name}
   * @param signature of the method
   */
  record Target(String deployment, String method, int signature) {
    /** As people read it. */
    public String text() {
      return deployment + "." + method;
    }
  }

  /**
   * A call that is handed over.
   *
   * @param application of the callee
   * @param arguments as the method writes them, all in place
   * @param origin of the call in which it is submitted
   * @param timeout for each attempt; null for no other than that of the request
   */
  record Submitted(
      String application,
      Target target,
      Buffer arguments,
      RequestOrigin origin,
      @Nullable String routingKey,
      @Nullable Duration timeout) {}

  /**
   * Keeps a call.
   *
   * @param idempotencyKey null for none
   * @return its id, once it is durable
   */
  Future<String> submit(Submitted call, @Nullable String idempotencyKey);

  /** What that request calls; fails if it is not kept here, or is no call. */
  Future<Target> target(String id);

  /**
   * The result as the method writes it, once there is one; fails with what the call failed with.
   */
  Future<Buffer> result(String id);
}
