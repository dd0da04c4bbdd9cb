package dev.penstock.node;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.durable.Answer;
import dev.penstock.durable.Attempt;
import dev.penstock.durable.AttemptRunner;
import dev.penstock.durable.BodyBytes;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.Work;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.handle.Handles;
import dev.penstock.handle.MethodCaller;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.message.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs attempts of durable calls: as ordinary calls over a handle, each in a scope of its own.
 * Attempts begin on the context of their runner; {@link #drain} and {@link #close} are for any
 * thread.
 */
final class CallAttempts implements AttemptRunner {
  private final VertxInternal vertx;
  private final DurableRequests requests;
  private final BodyBytes bytes;
  private final Handles handles;
  private final DurableMethods methods;
  private final CancelSignal cancels;
  private final Set<Call> running = ConcurrentHashMap.newKeySet();
  private final Promise<Void> drained = Promise.promise();
  private volatile boolean closing;

  /**
   * Attempts at deployments of this node.
   *
   * @param cancels is raised when an attempt is cancelled
   */
  CallAttempts(
      VertxInternal vertx,
      DurableRequests requests,
      Handles handles,
      DurableMethods methods,
      CancelSignal cancels) {
    this.vertx = vertx;
    this.requests = requests;
    this.bytes = new BodyBytes(vertx, requests.bodies());
    this.handles = handles;
    this.methods = methods;
    this.cancels = cancels;
  }

  @Override
  public Running run(Attempt attempt) {
    Call call = new Call(attempt, (Work.Call) attempt.work());
    running.add(call);
    Future.succeededFuture()
        .compose(begin -> call.start())
        .otherwise(CallAttempts::failed)
        .onComplete(
            ended -> {
              call.over();
              running.remove(call);
              lookWhetherDrained();
            })
        .onComplete(call.answer);
    return call;
  }

  /** Begins nothing more, and ends when what runs has ended. */
  Future<Void> drain() {
    closing = true;
    lookWhetherDrained();
    return drained.future();
  }

  private void lookWhetherDrained() {
    if (closing && running.isEmpty()) {
      drained.tryComplete();
    }
  }

  /** Cancels what still runs. */
  void close() {
    closing = true;
    running.forEach(Call::cancel);
  }

  private static Answer failed(Throwable failure) {
    if (failure instanceof CallFailedException call) {
      return RecordedCall.failed(call);
    }
    Failure kind = failure instanceof ValueException ? Failure.BAD_ARGUMENT : Failure.USER_ERROR;
    return RecordedCall.failed(new CallFailedException(kind, String.valueOf(failure.getMessage())));
  }

  /** One attempt. Confined to the context of its runner, but for {@link #cancel}. */
  private final class Call implements Running {
    private final Attempt attempt;
    private final Work.Call work;
    private final Promise<Answer> answer = Promise.promise();
    private final RecordedCall recorded;
    private final CallScope scope;

    Call(Attempt attempt, Work.Call work) {
      this.attempt = attempt;
      this.work = work;
      this.recorded = RecordedCall.of(attempt.message());
      RequestOrigin origin = recorded.origin(attempt.id().toString(), attempt.number());
      Duration most = Duration.ofDays(36_500);
      Duration left = attempt.remaining().compareTo(most) < 0 ? attempt.remaining() : most;
      this.scope =
          new CallScope(origin, System.nanoTime() + left.toNanos(), vertx.getOrCreateContext());
    }

    Future<Answer> start() {
      if (closing) {
        return Future.failedFuture(
            new CallFailedException(Failure.NO_REPLICA, "the node is going down"));
      }
      DurableMethods.Found found = methods.find(work);
      ContractMethod method = found.method();
      Cargo cargo = new Cargo();
      return bytes
          .read(attempt.message().body())
          // Off the event loop: there may be large tensors among them.
          .compose(body -> vertx.executeBlocking(() -> read(method, body, cargo), false))
          .compose(args -> call(found, args, cargo))
          .compose(result -> vertx.executeBlocking(() -> write(method, result), false))
          .compose(result -> bytes.keep(result, onDisk(found.deployment())))
          .map(RecordedCall::returned);
    }

    private @Nullable Object[] read(ContractMethod method, Buffer body, Cargo cargo) {
      return method.readArguments(new WireReader(body, cargo));
    }

    private Future<@Nullable Object> call(
        DurableMethods.Found found, @Nullable Object[] args, Cargo cargo) {
      cargo.deliverTo(scope);
      if (scope.isOver()) {
        return Future.failedFuture(
            new CallFailedException(Failure.CANCELLED, "cancelled before it began"));
      }
      DeploymentNode callee = found.deployment();
      MethodCaller caller =
          handles.methodCaller(
              callee,
              callee.application() + "/durable",
              found.application().requestTimeout(),
              recorded.options());
      return scope.wrapSupplier(() -> caller.call(found.method(), args)).get();
    }

    private Buffer write(ContractMethod method, @Nullable Object result) {
      WireWriter out = new WireWriter();
      method.result().write(result, out);
      return out.buffer();
    }

    private boolean onDisk(DeploymentNode callee) {
      return requests.policy(callee.application()).map(policy -> policy.onDisk()).orElse(false);
    }

    /** It has its answer: its instances go. */
    void over() {
      scope.end();
      scope.endLeases();
    }

    @Override
    public Future<Answer> answer() {
      return answer.future();
    }

    @Override
    public void cancel() {
      scope.cancel();
      cancels.raise();
    }
  }
}
