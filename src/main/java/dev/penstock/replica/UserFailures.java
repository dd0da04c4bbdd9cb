package dev.penstock.replica;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.Call;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.RequestIds;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Turns what user code threw into what its caller sees. Stack and cause are logged here, once,
 * under an error id; the caller gets kind, message and that id.
 */
final class UserFailures {
  private static final Logger LOG = LoggerFactory.getLogger(UserFailures.class);

  private final ReplicaId replica;

  UserFailures(ReplicaId replica) {
    this.replica = replica;
  }

  /** The failure of a call whose method threw, or whose future failed, with {@code thrown}. */
  CallFailedException of(Call call, Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof CallFailedException failure) {
      return passedOn(failure);
    }
    String message = cause.getMessage();
    return logged(
        call, cause.getClass().getSimpleName() + (message == null ? "" : ": " + message), cause);
  }

  /** The failure of a call whose method broke the rules, told by {@code message}. */
  CallFailedException of(Call call, String message) {
    return logged(call, message, null);
  }

  private CallFailedException passedOn(CallFailedException failure) {
    if (failure.deployment().isPresent()) {
      return failure.passedThroughUserCode();
    }
    return new CallFailedException(
        failure.failure(),
        failure.getMessage(),
        true,
        replica.deploymentId(),
        replica.toString(),
        failure.errorId().orElse(null));
  }

  private CallFailedException logged(Call call, String message, @Nullable Throwable cause) {
    String errorId = RequestIds.next();
    // A future may end on a thread that does not know its call: tell the log which it was.
    MDC.put("requestId", call.origin().requestId());
    LOG.error(
        "{}.{} failed, errorId={}: {}", replica, call.method().name(), errorId, message, cause);
    MDC.remove("requestId");
    return new CallFailedException(
        Failure.USER_ERROR, message, true, replica.deploymentId(), replica.toString(), errorId);
  }
}
