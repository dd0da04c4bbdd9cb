package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.ItemStream;
import dev.penstock.message.CallRoute;
import dev.penstock.message.CallScope;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ItemReader;
import dev.penstock.message.RequestIds;
import dev.penstock.message.RequestOrigin;
import dev.penstock.message.TaskClock;
import dev.penstock.message.ValueException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of one edge: inherits the current call, sets the deadline, submits. Immutable and
 * thread-safe.
 */
final class Caller implements MethodCaller {
  private final Callees edge;
  private final Callees callees;
  private final CallerThreads threads;
  private final long outsideTimeoutNanos;
  private final long timeoutNanos;
  private final boolean idempotent;
  private final @Nullable String modelId;
  private final Map<String, String> headers;

  /**
   * A caller without options of its calls.
   *
   * @param outsideTimeoutNanos time for calls that inherit no deadline
   * @param timeoutNanos time for each call; {@link Long#MAX_VALUE} for no other than the inherited
   */
  Caller(Callees edge, CallerThreads threads, long outsideTimeoutNanos, long timeoutNanos) {
    this(edge, edge, threads, outsideTimeoutNanos, timeoutNanos, false, null, Map.of());
  }

  private Caller(
      Callees edge,
      Callees callees,
      CallerThreads threads,
      long outsideTimeoutNanos,
      long timeoutNanos,
      boolean idempotent,
      @Nullable String modelId,
      Map<String, String> headers) {
    this.edge = edge;
    this.callees = callees;
    this.threads = threads;
    this.outsideTimeoutNanos = outsideTimeoutNanos;
    this.timeoutNanos = timeoutNanos;
    this.idempotent = idempotent;
    this.modelId = modelId;
    this.headers = headers;
  }

  /**
   * The same edge with options of its calls. Keys, model and headers take the place of those of an
   * earlier call to this; timeouts are shortened, and what is idempotent stays so.
   */
  Caller with(CallOptions options) {
    boolean repeatable = idempotent || options.isIdempotent();
    long nanos = options.timeout().map(Caller::saturatedNanos).orElse(Long.MAX_VALUE);
    return new Caller(
        edge,
        edge.with(options, repeatable),
        threads,
        outsideTimeoutNanos,
        Math.min(timeoutNanos, nanos),
        repeatable,
        options.modelId().orElse(null),
        options.headers());
  }

  /** The callee, as {@code application/Name}, or all of them, for people. */
  String calleeNames() {
    return callees.names();
  }

  /** Whether that deployment, as {@code application/Name}, is a callee. */
  boolean leadsTo(String deploymentId) {
    return edge.leadsTo(deploymentId);
  }

  /** A call that is to be made later, with all that it would inherit now. */
  LaterCalls.Submitted later(ContractMethod method, Buffer arguments) {
    CallScope scope = CurrentCall.get();
    CallRoute route = callees.choose(scope).route();
    return new LaterCalls.Submitted(
        route.application(),
        new LaterCalls.Target(route.deploymentId(), method.name(), method.signature()),
        arguments,
        origin(scope),
        route.routingKey(),
        timeoutNanos == Long.MAX_VALUE ? null : Duration.ofNanos(timeoutNanos));
  }

  /** Where callbacks run of what is asked for now; null once the node is closed. */
  @Nullable ContextInternal contextOfCaller() {
    return threads.closed() ? null : threads.contextOfCaller();
  }

  /** The callee of a call that is about to be made. */
  Callee choose() {
    return callees.choose(CurrentCall.get());
  }

  @Override
  public Future<@Nullable Object> call(ContractMethod method, @Nullable Object[] args) {
    try {
      return call(null, method, args, method.carries() ? copyArguments(method, args) : null);
    } catch (CallFailedException refusal) {
      return refused(refusal);
    }
  }

  /**
   * Calls a method within the current call.
   *
   * @param chosen what {@link #choose} has given, if it was asked
   * @param cargo the tensors and blobs among the arguments, if the method takes any
   */
  Future<@Nullable Object> call(
      @Nullable Callee chosen,
      ContractMethod method,
      @Nullable Object[] args,
      @Nullable Cargo cargo) {
    if (threads.closed()) {
      release(cargo);
      // Not on a context: its event loop may have ended.
      return Future.failedFuture(nodeClosed());
    }
    ContextInternal context = threads.contextOfCaller();
    CallScope scope = CurrentCall.get(context);
    Callee callee = chosen == null ? callees.choose(scope) : chosen;
    if (scope.isOver()) {
      release(cargo);
      return context.failedFuture(cancelled(callee, method));
    }
    OpenCalls open = threads.openCalls(context);
    long now = now(scope, open);
    RequestOrigin origin = origin(scope);
    long deadline = deadline(scope, now);
    FutureCall call;
    if (callee.route().idempotent() && !method.takesStreams()) {
      Arguments spare;
      try {
        spare = spare(callee, method, args);
      } catch (CallFailedException e) {
        release(cargo);
        return context.failedFuture(e);
      }
      call =
          new RepeatableCall(
              callee, method, args, spare, origin, deadline, now, scope, context, open);
    } else {
      call = new FutureCall(callee, method, args, origin, deadline, now, scope, context, open);
    }
    call.carries(cargo);
    call.startOrFinish(open, context.isEventLoopContext() ? context.nettyEventLoop() : null);
    return call.future();
  }

  @Override
  public ItemStream<Object> stream(ContractMethod method, @Nullable Object[] args) {
    try {
      return stream(null, method, args, method.carries() ? copyArguments(method, args) : null);
    } catch (CallFailedException refusal) {
      return refusedStream(refusal);
    }
  }

  /** As {@link #call(Callee, ContractMethod, Object[], Cargo)}, of a method that streams. */
  ItemStream<Object> stream(
      @Nullable Callee chosen,
      ContractMethod method,
      @Nullable Object[] args,
      @Nullable Cargo cargo) {
    if (threads.closed()) {
      release(cargo);
      return refusedStream(nodeClosed());
    }
    ContextInternal context = threads.contextOfCaller();
    CallScope scope = CurrentCall.get(context);
    Callee callee = chosen == null ? callees.choose(scope) : chosen;
    if (scope.isOver()) {
      release(cargo);
      return refusedStream(cancelled(callee, method));
    }
    OpenCalls open = threads.openCalls(context);
    long now = now(scope, open);
    StreamCall call =
        new StreamCall(
            callee,
            method,
            args,
            origin(scope),
            deadline(scope, now),
            now,
            scope,
            context,
            open,
            threads.streamIdleNanos());
    call.carries(cargo);
    call.startOrFinish(open, context.isEventLoopContext() ? context.nettyEventLoop() : null);
    return call.reader();
  }

  /** A stream that is refused before a call is made. */
  ItemStream<Object> refusedStream(CallFailedException refusal) {
    ItemReader<Object> reader =
        new ItemReader<>(false, threads.closed() ? null : threads.contextOfCaller(), null, null);
    reader.link().end(refusal);
    return reader;
  }

  private static void release(@Nullable Cargo cargo) {
    if (cargo != null) {
      cargo.release();
    }
  }

  /** Calls and waits. */
  @Nullable Object callAndWait(
      ContractMethod method, @Nullable Object[] args, @Nullable Cargo cargo) {
    if (Context.isOnEventLoopThread()) {
      release(cargo);
      throw new IllegalStateException(
          calleeNames()
              + "."
              + method.name()
              + " blocks until its result is there and was called on an event loop. Let the"
              + " contract return a Future, or run the caller with \"threading\": \"worker\"");
    }
    if (threads.closed()) {
      release(cargo);
      throw nodeClosed();
    }
    CallScope scope = CurrentCall.get();
    Callee callee;
    Arguments spare;
    try {
      callee = callees.choose(scope);
      if (scope.isOver()) {
        throw cancelled(callee, method);
      }
      spare =
          callee.route().idempotent() && !method.takesStreams()
              ? spare(callee, method, args)
              : null;
    } catch (RuntimeException e) {
      release(cargo);
      throw e;
    }
    OpenCalls open = threads.sharedCalls();
    long now = System.nanoTime();
    BlockingCall call =
        new BlockingCall(
            callee, method, args, spare, origin(scope), deadline(scope, now), now, scope, open);
    call.carries(cargo);
    call.startOrFinish(open, null);
    return call.await();
  }

  /** A copy of arguments: once sent, they are the callee's. */
  private static Arguments spare(Callee callee, ContractMethod method, @Nullable Object[] args) {
    try {
      return Arguments.copyOf(method, args);
    } catch (ValueException e) {
      throw badArgument(callee.id(), String.valueOf(e.getMessage()));
    }
  }

  /** A call that is refused before it is made; callbacks run where those of a call would. */
  <T> Future<T> refused(CallFailedException refusal) {
    return threads.closed()
        ? Future.failedFuture(refusal)
        : threads.contextOfCaller().failedFuture(refusal);
  }

  /**
   * Turns arguments into what the callee gets.
   *
   * @return the tensors and blobs among them, if the method takes any
   * @throws CallFailedException for arguments that do not fit
   */
  @Nullable Cargo copyArguments(ContractMethod method, @Nullable Object[] args) {
    return copyArguments(callees.onlyId(), method, args);
  }

  /**
   * Turns arguments into what the callee gets.
   *
   * @param callee as {@code application/Name}; null if none was chosen
   * @return the tensors and blobs among them, if the method takes any
   * @throws CallFailedException for arguments that do not fit
   */
  static @Nullable Cargo copyArguments(
      @Nullable String callee, ContractMethod method, @Nullable Object[] args) {
    try {
      return method.copyArguments(args);
    } catch (ValueException e) {
      throw badArgument(callee, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The refusal of a call whose method or arguments do not fit.
   *
   * @param callee as {@code application/Name}; null if none was chosen
   */
  static CallFailedException badArgument(@Nullable String callee, String why) {
    return new CallFailedException(Failure.BAD_ARGUMENT, why, false, callee, null, null);
  }

  /** What calls fail with once the node is closed. */
  CallFailedException nodeClosed() {
    return new CallFailedException(
        Failure.NO_REPLICA,
        "the node of this handle to " + calleeNames() + " was closed",
        false,
        callees.onlyId(),
        null,
        null);
  }

  private static CallFailedException cancelled(Callee callee, ContractMethod method) {
    return new CallFailedException(
        Failure.CANCELLED,
        callee.id() + "." + method.name() + " was not called: the call above it is over",
        false,
        callee.id(),
        null,
        null);
  }

  private RequestOrigin origin(CallScope scope) {
    RequestOrigin inherited =
        scope == CallScope.EMPTY ? RequestOrigin.of(RequestIds.next()) : scope.origin();
    return modelId == null && headers.isEmpty() ? inherited : inherited.with(modelId, headers);
  }

  /**
   * When the call is made. An event loop's task is short, so its beginning will do, except where a
   * timeout counts from now.
   */
  private long now(CallScope scope, OpenCalls open) {
    return open.isShared()
            || timeoutNanos != Long.MAX_VALUE
            || scope.deadlineNanos() == CallScope.NO_DEADLINE
        ? System.nanoTime()
        : TaskClock.nanos();
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
