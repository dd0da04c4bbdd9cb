package dev.penstock.replica;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.Call;
import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ValueException;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls on a user's object. A call's slot is given back before its caller hears of the end.
 * Thread-safe if the object is.
 */
final class Invoker {
  private final Object object;
  private final ReplicaId replica;
  private final Admission admission;
  private final UserFailures failures;

  Invoker(Object object, ReplicaId replica, Admission admission) {
    this.object = object;
    this.replica = replica;
    this.admission = admission;
    this.failures = new UserFailures(replica);
  }

  /**
   * Runs a call. On the replica's thread.
   *
   * @param context the context of this call alone, which the thread is on
   */
  void invoke(Call call, ContextInternal context) {
    if (!call.awaited()) {
      admission.freed();
      return;
    }
    if (call.expired(System.nanoTime())) {
      end(call, expired(call));
      return;
    }
    CurrentCall.set(context, new CallScope(call.origin(), call.deadlineNanos(), replica));
    Object returned;
    try {
      returned = call.method().invoke(object, call.args());
    } catch (Throwable thrown) {
      end(call, failures.of(call, thrown));
      rethrowIfFatal(thrown);
      return;
    }
    switch (call.method().shape()) {
      case FUTURE -> onFuture(call, (Future<?>) returned);
      case COMPLETION_STAGE -> onStage(call, (CompletionStage<?>) returned);
      case BLOCKING -> end(call, returned);
    }
  }

  private void onFuture(Call call, @Nullable Future<?> future) {
    if (future == null) {
      returnedNull(call);
    } else if (future.succeeded()) {
      end(call, (Object) future.result());
    } else {
      future.onComplete(new End<>(this, call));
    }
  }

  private void onStage(Call call, @Nullable CompletionStage<?> stage) {
    if (stage == null) {
      returnedNull(call);
    } else {
      stage.whenComplete(new End<>(this, call)::complete);
    }
  }

  private void returnedNull(Call call) {
    end(call, failures.of(call, call.method().name() + " returned null instead of a future"));
  }

  /** Ends a call when the user's future does. */
  private record End<T>(Invoker invoker, Call call) implements Completable<T> {
    @Override
    public void complete(@Nullable T result, @Nullable Throwable failure) {
      if (failure == null) {
        invoker.end(call, (Object) result);
      } else {
        invoker.end(call, invoker.failures.of(call, failure));
      }
    }
  }

  private void end(Call call, @Nullable Object result) {
    Object copy;
    try {
      copy = call.method().result().copy(result);
    } catch (ValueException e) {
      end(
          call,
          failures.of(
              call,
              "the result of " + call.method().name() + " cannot be sent: " + e.getMessage()));
      return;
    } catch (Throwable thrown) {
      // A result may be of any making, and change while it is copied: the call must end all the
      // same.
      end(call, failures.of(call, thrown));
      return;
    }
    try {
      admission.freed();
    } finally {
      call.succeed(copy);
    }
  }

  private void end(Call call, CallFailedException failure) {
    try {
      admission.freed();
    } finally {
      call.fail(failure);
    }
  }

  private CallFailedException expired(Call call) {
    return new CallFailedException(
        Failure.TIMED_OUT,
        call.route().deploymentId() + "." + call.method().name() + " was not run: its time was up",
        false,
        replica.deploymentId(),
        replica.toString(),
        null);
  }

  private static void rethrowIfFatal(Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}
