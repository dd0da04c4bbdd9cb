package dev.penstock.message;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.store.ObjectRef;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call, or gives it back.
 *
 * @param callId as the call had it
 * @param failure the kind of failure, null for a result; BUSY and DRAINING give the call back
 * @param ran whether user code may have run
 * @param errorId under which a failure of user code was logged
 * @param message the failure in words
 * @param load of the replica that answers
 * @param references of objects of the callee's node that must be fetched before the payload is
 *     read, which {@link FetchedMessage} confirms; none if the caller can map them
 * @param payload the result as the method's codec writes it; empty for a failure
 */
public record ReplyMessage(
    long callId,
    @Nullable Failure failure,
    boolean ran,
    @Nullable String errorId,
    @Nullable String message,
    Load load,
    List<ObjectRef> references,
    Buffer payload)
    implements Envelope {
  /**
   * What a replica has to do.
   *
   * @param ongoing calls that run
   * @param models that it has; null if the caller knows
   */
  public record Load(int ongoing, @Nullable Models models) {
    /** Nothing that is worth telling. */
    public static final Load NONE = new Load(0, null);
  }

  /**
   * The models that a replica has, all of them.
   *
   * @param version never the same for others; more than 0
   */
  public record Models(long version, List<String> ids) {}

  /** The message of a failure, or of a call that is given back. */
  public static ReplyMessage of(long callId, CallFailedException failure, Load load) {
    return new ReplyMessage(
        callId,
        failure.failure(),
        failure.ran(),
        failure.errorId().orElse(null),
        failure.getMessage(),
        load,
        List.of(),
        Buffer.buffer());
  }

  /**
   * The message of a result.
   *
   * @param sent holds what is large in the result until it is lent, nothing if this throws; null to
   *     write everything in place
   * @throws ValueException if the result is not of the declared type
   * @throws dev.penstock.CallFailedException STORE_FULL if there is no room for what is large
   */
  public static ReplyMessage of(
      long callId,
      ContractMethod method,
      @Nullable Object result,
      Load load,
      @Nullable SentObjects sent) {
    WireWriter out = new WireWriter(sent);
    try {
      method.result().write(result, out);
    } catch (RuntimeException e) {
      if (sent != null) {
        sent.release();
      }
      throw e;
    }
    List<ObjectRef> references = sent == null ? List.of() : sent.references();
    return new ReplyMessage(callId, null, true, null, null, load, references, out.buffer());
  }
}
