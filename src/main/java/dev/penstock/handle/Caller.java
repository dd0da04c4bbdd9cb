package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.message.CallRoute;
import dev.penstock.message.CallScope;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.RequestIds;
import dev.penstock.message.RequestOrigin;
import dev.penstock.message.ValueException;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of one edge: inherits the current call, sets the deadline, submits. Immutable and
 * thread-safe.
 */
final class Caller implements MethodCaller {
  private final Callee callee;
  private final CallerThreads threads;
  private final long outsideTimeoutNanos;
  private final long timeoutNanos;
  private final @Nullable String modelId;
  private final Map<String, String> headers;

  /**
   * A caller without options of its calls.
   *
   * @param outsideTimeoutNanos time for calls that inherit no deadline
   * @param timeoutNanos time for each call; {@link Long#MAX_VALUE} for no other than the inherited
   */
  Caller(Callee callee, CallerThreads threads, long outsideTimeoutNanos, long timeoutNanos) {
    this(callee, threads, outsideTimeoutNanos, timeoutNanos, null, Map.of());
  }

  private Caller(
      Callee callee,
      CallerThreads threads,
      long outsideTimeoutNanos,
      long timeoutNanos,
      @Nullable String modelId,
      Map<String, String> headers) {
    this.callee = callee;
    this.threads = threads;
    this.outsideTimeoutNanos = outsideTimeoutNanos;
    this.timeoutNanos = timeoutNanos;
    this.modelId = modelId;
    this.headers = headers;
  }

  /** The same edge with options of its calls, in place of those of an earlier call to this. */
  Caller with(CallOptions options) {
    CallRoute route = callee.route();
    CallRoute own =
        new CallRoute(
            route.application(),
            route.deployment(),
            route.edge(),
            route.callingNode(),
            route.idempotent() || options.isIdempotent(),
            options.routingKey().orElse(null));
    long nanos = options.timeout().map(Caller::saturatedNanos).orElse(Long.MAX_VALUE);
    return new Caller(
        callee.with(own),
        threads,
        outsideTimeoutNanos,
        Math.min(timeoutNanos, nanos),
        options.modelId().orElse(null),
        options.headers());
  }

  /** The callee, as {@code application/Name}. */
  String calleeId() {
    return callee.route().deploymentId();
  }

  @Override
  public Future<@Nullable Object> call(ContractMethod method, @Nullable Object[] args) {
    if (threads.closed()) {
      // Not on a context: its event loop may have ended.
      return Future.failedFuture(nodeClosed());
    }
    ContextInternal context = threads.contextOfCaller();
    CallScope scope = CurrentCall.get(context);
    if (scope.isOver()) {
      return context.failedFuture(cancelled(method));
    }
    OpenCalls open = threads.openCalls(context);
    long now = System.nanoTime();
    FutureCall call =
        new FutureCall(
            callee, method, args, origin(scope), deadline(scope, now), now, scope, context, open);
    EventLoop near = context.isEventLoopContext() ? context.nettyEventLoop() : null;
    // Watched first: it may end before submit returns.
    open.add(call);
    submit(call, near, open);
    return call.future();
  }

  /** Calls and waits. */
  @Nullable Object callAndWait(ContractMethod method, @Nullable Object[] args) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          calleeId()
              + "."
              + method.name()
              + " blocks until its result is there and was called on an event loop. Let the"
              + " contract return a Future, or run the caller with \"threading\": \"worker\"");
    }
    if (threads.closed()) {
      throw nodeClosed();
    }
    CallScope scope = CurrentCall.get();
    if (scope.isOver()) {
      throw cancelled(method);
    }
    OpenCalls open = threads.sharedCalls();
    long now = System.nanoTime();
    BlockingCall call =
        new BlockingCall(
            callee, method, args, origin(scope), deadline(scope, now), now, scope, open);
    open.add(call);
    submit(call, null, open);
    return call.await();
  }

  private void submit(PendingCall call, @Nullable EventLoop near, OpenCalls open) {
    try {
      callee.router().submit(call, near);
    } catch (RuntimeException e) {
      open.remove(call);
      throw e;
    }
    if (open.isShared()) {
      call.onSubmitted();
    }
  }

  /** A call that is refused before it is made; callbacks run where those of a call would. */
  <T> Future<T> refused(CallFailedException refusal) {
    return threads.closed()
        ? Future.failedFuture(refusal)
        : threads.contextOfCaller().failedFuture(refusal);
  }

  /** Turns arguments into what the callee gets; the refusal of those that do not fit. */
  @Nullable CallFailedException copyArguments(ContractMethod method, @Nullable Object[] args) {
    try {
      method.copyArguments(args);
      return null;
    } catch (ValueException e) {
      return badArgument(String.valueOf(e.getMessage()));
    }
  }

  /** The refusal of a call whose method or arguments do not fit. */
  CallFailedException badArgument(String why) {
    return new CallFailedException(Failure.BAD_ARGUMENT, why, false, calleeId(), null, null);
  }

  private CallFailedException nodeClosed() {
    return new CallFailedException(
        Failure.NO_REPLICA,
        "the node of this handle to " + calleeId() + " was closed",
        false,
        calleeId(),
        null,
        null);
  }

  private CallFailedException cancelled(ContractMethod method) {
    return new CallFailedException(
        Failure.CANCELLED,
        calleeId() + "." + method.name() + " was not called: the call above it is over",
        false,
        calleeId(),
        null,
        null);
  }

  private RequestOrigin origin(CallScope scope) {
    RequestOrigin inherited =
        scope == CallScope.EMPTY ? RequestOrigin.of(RequestIds.next()) : scope.origin();
    return modelId == null && headers.isEmpty() ? inherited : inherited.with(modelId, headers);
  }

  private long deadline(CallScope scope, long now) {
    long inherited = scope.deadlineNanos();
    if (inherited == CallScope.NO_DEADLINE) {
      return now + Math.min(timeoutNanos, outsideTimeoutNanos);
    }
    if (timeoutNanos == Long.MAX_VALUE) {
      return inherited;
    }
    long own = now + timeoutNanos;
    return own - inherited < 0 ? own : inherited;
  }

  /** Nanoseconds, at most 100 years, so that adding them to a clock does not overflow. */
  static long saturatedNanos(Duration duration) {
    Duration most = Duration.ofDays(36_500);
    return duration.compareTo(most) < 0 ? duration.toNanos() : most.toNanos();
  }
}
