package dev.penstock.replica;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.UserFailure;
import dev.penstock.message.Call;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.RequestIds;
import dev.penstock.metrics.FailureLog;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Turns what user code threw into what its caller sees. Stack and cause are logged here, once,
 * under an error id; the caller gets kind, message and that id.
 */
final class UserFailures {
  private static final Logger LOG = LoggerFactory.getLogger(UserFailures.class);

  private static final String REQUEST_ID = "requestId";

  private final ReplicaId replica;
  private final FailureLog newest;

  /** Whether what follows a cancellation is mostly the interrupt of its thread. */
  private final boolean interruptible;

  UserFailures(ReplicaId replica, FailureLog newest, boolean interruptible) {
    this.replica = replica;
    this.newest = newest;
    this.interruptible = interruptible;
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
    return logged(call, describe(cause), cause);
  }

  private static String describe(Throwable cause) {
    String type = cause.getClass().getSimpleName();
    try {
      String message = cause.getMessage();
      return message == null ? type : type + ": " + message;
    } catch (RuntimeException | StackOverflowError e) {
      return type + " (whose message failed with " + e.getClass().getSimpleName() + ")";
    }
  }

  /**
   * The failure of a call whose method broke the rules, told by {@code message}.
   *
   * @param cause for the log, if there is one
   */
  CallFailedException of(Call call, String message, @Nullable Throwable cause) {
    return logged(call, message, cause);
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
    log(call, message, errorId, cause);
    // Of a call that nobody waits for, a failure is mostly how it follows its cancellation.
    if (!call.givenUp()) {
      newest.add(
          new UserFailure(
              Instant.now(),
              replica.deploymentId(),
              replica.toString(),
              call.method().name(),
              call.origin().requestId(),
              errorId,
              message,
              cause));
    }
    // Nobody gets it; it is counted.
    Failure kind = interruptible && call.givenUp() ? Failure.CANCELLED : Failure.USER_ERROR;
    return new CallFailedException(
        kind, message, true, replica.deploymentId(), replica.toString(), errorId);
  }

  private void log(Call call, String message, String errorId, @Nullable Throwable cause) {
    // A future may end on a thread that does not know its call: tell the log which it was.
    String before = MDC.get(REQUEST_ID);
    MDC.put(REQUEST_ID, call.origin().requestId());
    String what = replica + "." + call.method().name() + " failed, errorId=" + errorId;
    try {
      if (call.givenUp()) {
        LOG.atLevel(interruptible ? Level.DEBUG : Level.INFO)
            .log("{} after it was given up: {}", what, message);
        LOG.debug("{}", what, cause);
      } else {
        LOG.error("{}: {}", what, message, cause);
      }
    } catch (RuntimeException | StackOverflowError e) {
      // The exception of a user may fail to be printed; its caller waits for an answer all the
      // same.
      LOG.error("{}: {} (its stack cannot be printed)", what, message);
    } finally {
      if (before == null) {
        MDC.remove(REQUEST_ID);
      } else {
        MDC.put(REQUEST_ID, before);
      }
    }
  }
}
