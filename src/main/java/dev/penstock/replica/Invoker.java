package dev.penstock.replica;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.Call;
import dev.penstock.message.CallRunner;
import dev.penstock.message.CallScope;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ContractMethod.Shape;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ItemLink;
import dev.penstock.message.ItemPump;
import dev.penstock.message.ReplicaProfile;
import dev.penstock.message.TaskClock;
import dev.penstock.message.ValueException;
import dev.penstock.metrics.ReplicaMeter;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls on a user's object. A call's slot is given back before its caller hears of the end.
 * Thread-safe if the object is.
 */
final class Invoker implements CallRunner {
  private final Object object;
  private final ReplicaProfile replica;
  private final Admission admission;
  private final UserFailures failures;
  private final GivenUpCalls givenUp;
  private final ReplicaMeter meter;

  /** Whether no call can hold a thread that others need. */
  private final boolean onEventLoop;

  private final long streamIdleNanos;

  /** Whether the thread of a call that is given up is interrupted. */
  private final boolean interruptible;

  Invoker(
      Object object,
      ReplicaProfile replica,
      Admission admission,
      UserFailures failures,
      GivenUpCalls givenUp,
      ReplicaMeter meter,
      boolean onEventLoop,
      boolean interruptible,
      long streamIdleNanos) {
    this.object = object;
    this.replica = replica;
    this.admission = admission;
    this.failures = failures;
    this.givenUp = givenUp;
    this.meter = meter;
    this.onEventLoop = onEventLoop;
    this.streamIdleNanos = streamIdleNanos;
    this.interruptible = interruptible;
  }

  /**
   * Runs a call. On the replica's thread.
   *
   * @param context the context of this call alone, which the thread is on
   */
  void invoke(Call call, ContextInternal context) {
    long now = TaskClock.nanos();
    InterruptibleRun run = interruptible ? new InterruptibleRun(this) : null;
    if (!call.begin(run == null ? this : run, now)) {
      admission.freed();
      return;
    }
    CallScope scope = new CallScope(call, replica, context);
    @Nullable Object[] args = call.args();
    call.deliverTo(scope);
    if (call.expired(now)) {
      end(call, scope, expired(call));
      return;
    }
    CurrentCall.set(context, scope);
    Object returned;
    try {
      returned =
          run == null
              ? call.method().invoke(object, args)
              : run.run(() -> call.method().invoke(object, args));
    } catch (Throwable thrown) {
      end(call, scope, failures.of(call, thrown));
      rethrowIfFatal(thrown);
      return;
    }
    switch (call.method().shape()) {
      case FUTURE -> onFuture(call, scope, (Future<?>) returned);
      case COMPLETION_STAGE -> onStage(call, scope, (CompletionStage<?>) returned);
      case BLOCKING -> end(call, scope, returned);
      case STREAM -> onStream(call, scope, context, run, (ReadStream<?>) returned);
    }
  }

  @Override
  public void onGivenUp(Call call) {
    givenUp.add(call);
  }

  private void onFuture(Call call, CallScope scope, @Nullable Future<?> future) {
    if (future == null) {
      returnedNull(call, scope);
    } else if (future.succeeded()) {
      end(call, scope, (Object) future.result());
    } else {
      returned(call);
      future.onComplete(new End<>(this, call, scope));
    }
  }

  private void onStage(Call call, CallScope scope, @Nullable CompletionStage<?> stage) {
    if (stage == null) {
      returnedNull(call, scope);
    } else {
      returned(call);
      stage.whenComplete(new End<>(this, call, scope)::complete);
    }
  }

  private <T> void onStream(
      Call call,
      CallScope scope,
      ContextInternal context,
      @Nullable InterruptibleRun run,
      @Nullable ReadStream<T> stream) {
    ItemLink items = call.items();
    if (stream == null || items == null) {
      returnedNull(call, scope);
      return;
    }
    returned(call);
    ContractMethod method = call.method();
    new ItemPump<>(
            stream,
            method.result(),
            method.resultCarries(),
            items,
            context,
            new StreamedResult(this, call, scope, run, streamIdleNanos))
        .start();
  }

  /** The last item of a call's stream is on its way. */
  void onStreamEnded(Call call) {
    try {
      ended(call, null);
    } finally {
      if (!call.givenUp()) {
        call.succeed(null, null);
      }
    }
  }

  /** A call's stream has failed, or an item of it cannot be sent. */
  void onStreamFailed(Call call, CallScope scope, Throwable cause) {
    CallFailedException failure =
        cause instanceof ValueException unsendable
            ? failures.of(
                call,
                "an item of " + call.method().name() + " cannot be sent: " + cause.getMessage(),
                unsendable.getCause())
            : failures.of(call, cause);
    end(call, scope, failure);
  }

  /** Nobody reads a call's stream any more. */
  void onStreamClosed(Call call, CallScope scope) {
    scope.cancel();
    end(
        call,
        scope,
        new CallFailedException(
            Failure.CANCELLED,
            call.route().deploymentId()
                + "."
                + call.method().name()
                + " was cancelled: nobody reads its stream any more",
            true,
            replica.id().deploymentId(),
            replica.id().toString(),
            null));
  }

  /** The method has returned, and its future is not complete. */
  private void returned(Call call) {
    if (!onEventLoop) {
      call.methodReturned();
      if (call.givenUp()) {
        givenUp.onReturned(call);
      }
    }
  }

  private void returnedNull(Call call, CallScope scope) {
    end(
        call,
        scope,
        failures.of(
            call,
            call.method().name()
                + " returned null instead of a "
                + (call.method().shape() == Shape.STREAM ? "stream" : "future"),
            null));
  }

  /** Ends a call when the user's future does. */
  private record End<T>(Invoker invoker, Call call, CallScope scope) implements Completable<T> {
    @Override
    public void complete(@Nullable T result, @Nullable Throwable failure) {
      if (failure == null) {
        invoker.end(call, scope, (Object) result);
      } else {
        invoker.end(call, scope, invoker.failures.of(call, failure));
      }
    }
  }

  private void end(Call call, CallScope scope, @Nullable Object result) {
    Object copy;
    Cargo cargo = call.method().cargoOfResult();
    try {
      copy = call.method().result().copy(result, cargo == null ? Cargo.NONE : cargo);
    } catch (ValueException e) {
      release(cargo);
      end(
          call,
          scope,
          failures.of(
              call,
              "the result of " + call.method().name() + " cannot be sent: " + e.getMessage(),
              e.getCause()));
      return;
    } catch (Throwable thrown) {
      // A result may be of any making, and change while it is copied: the call must end all the
      // same.
      release(cargo);
      end(call, scope, failures.of(call, thrown));
      return;
    }
    try {
      ended(call, null);
    } finally {
      // Who gave it up tells the caller, and may be about to.
      if (!call.givenUp()) {
        call.succeed(copy, cargo);
      } else {
        release(cargo);
      }
    }
  }

  private static void release(@Nullable Cargo cargo) {
    if (cargo != null) {
      cargo.release();
    }
  }

  private void end(Call call, CallScope scope, CallFailedException failure) {
    try {
      ended(call, failure);
      scope.fail();
      givenUp.cancels().raise();
    } finally {
      if (!call.givenUp()) {
        call.fail(failure);
      }
    }
  }

  private void ended(Call call, @Nullable CallFailedException failure) {
    long now = System.nanoTime();
    meter.record(now - call.begunNanos(), failure == null ? null : failure.failure());
    if (call.end(now)) {
      if (call.givenUp()) {
        givenUp.remove(call);
      }
      admission.freed();
    }
  }

  private CallFailedException expired(Call call) {
    return new CallFailedException(
        Failure.TIMED_OUT,
        call.route().deploymentId() + "." + call.method().name() + " was not run: its time was up",
        false,
        replica.id().deploymentId(),
        replica.toString(),
        null);
  }

  private static void rethrowIfFatal(Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}
