package dev.penstock.message;

import dev.penstock.store.ObjectRef;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a replica on another node to run a method.
 *
 * @param callId of the calling node, which finds the caller of a reply by it
 * @param head whom it asks, and what
 * @param origin request id, trace, model and propagated headers
 * @param remaining time until the deadline when it was sent; clocks of nodes differ, so never an
 *     instant
 * @param routingKey for consistent hashing, if the caller gave one
 * @param idempotent whether the caller allows to run it twice
 * @param attempt how often the call was sent, from 1
 * @param grantId the offer of a slot that this call takes; 0 for none
 * @param waiting how many further calls of the calling node wait for the deployment
 * @param modelsKnown the version of the replica's models that the calling node was told last; 0 if
 *     it was told nothing
 * @param references of objects of the calling node that must be fetched before the payload is read;
 *     none if the callee can map them
 * @param payload the arguments as {@link ContractMethod#writeArguments} writes them
 */
public record CallMessage(
    long callId,
    CallHead head,
    RequestOrigin origin,
    Duration remaining,
    @Nullable String routingKey,
    boolean idempotent,
    int attempt,
    long grantId,
    int waiting,
    long modelsKnown,
    List<ObjectRef> references,
    Buffer payload)
    implements Envelope {
  /**
   * The message of a call that was sent to a replica.
   *
   * @param head whom it asks, and what
   * @param nowNanos by {@link System#nanoTime()}
   * @param grantId the offer of a slot that the call takes; 0 for none
   * @param waiting how many further calls of this node wait for the deployment
   * @param modelsKnown the version of the replica's models that this node was told last
   * @param sent holds the large arguments until the call has ended, nothing if this throws; null to
   *     write everything in place
   * @param streams takes the streams among the arguments; null if there must be none
   * @throws ValueException if an argument cannot be encoded
   * @throws dev.penstock.CallFailedException STORE_FULL if there is no room for a large argument
   */
  public static CallMessage of(
      Call call,
      long callId,
      CallHead head,
      long nowNanos,
      long grantId,
      int waiting,
      long modelsKnown,
      @Nullable SentObjects sent,
      @Nullable WireStreams streams) {
    WireWriter arguments = new WireWriter(sent, streams);
    try {
      call.method().writeArguments(call.args(), arguments);
    } catch (RuntimeException e) {
      if (sent != null) {
        sent.release();
      }
      throw e;
    }
    return new CallMessage(
        callId,
        head,
        call.origin(),
        Duration.ofNanos(Math.max(0, call.deadlineNanos() - nowNanos)),
        call.route().routingKey(),
        call.route().idempotent(),
        call.attempt(),
        grantId,
        waiting,
        modelsKnown,
        sent == null ? List.of() : sent.references(),
        arguments.buffer());
  }
}
