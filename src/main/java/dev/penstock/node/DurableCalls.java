package dev.penstock.node;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.durable.Answer;
import dev.penstock.durable.Body;
import dev.penstock.durable.BodyBytes;
import dev.penstock.durable.DiskFullException;
import dev.penstock.durable.DurablePolicy;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.Logs;
import dev.penstock.durable.NewRequest;
import dev.penstock.durable.RequestId;
import dev.penstock.durable.RequestState;
import dev.penstock.durable.RequestView;
import dev.penstock.durable.TooManyPendingException;
import dev.penstock.durable.Work;
import dev.penstock.handle.LaterCalls;
import dev.penstock.metrics.DurableMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Calls from code, in the logs of a node: accepts them, and tells what became of them. */
final class DurableCalls implements LaterCalls {
  private final Vertx vertx;
  private final @Nullable Logs logs;
  private final @Nullable BodyBytes bytes;
  private final DurableMeters meters;

  /** Who waits for the end of a request. */
  private final Set<Promise<RequestView>> waiting = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * Calls in those logs.
   *
   * @param logs null for a node that has none
   * @param meters count what is accepted
   */
  DurableCalls(Vertx vertx, @Nullable Logs logs, DurableMeters meters) {
    this.vertx = vertx;
    this.meters = meters;
    this.logs = logs;
    this.bytes = logs == null ? null : new BodyBytes(vertx, logs.own().bodies());
  }

  @Override
  public Future<String> submit(Submitted call, @Nullable String idempotencyKey) {
    DurableRequests log = logs == null ? null : logs.own();
    DurablePolicy policy = log == null ? null : log.policy(call.application()).orElse(null);
    if (log == null || bytes == null || policy == null) {
      return Future.failedFuture(
          new IllegalStateException(
              "%s cannot be submitted: application %s takes no durable requests; give it \"async\": {\"directory\": \"requests\"}"
                  .formatted(call.target().text(), call.application())));
    }
    if (closed) {
      return Future.failedFuture(closing());
    }
    Target target = call.target();
    long begun = System.nanoTime();
    return bytes
        .keep(call.arguments(), policy.onDisk())
        .compose(
            body ->
                log.accept(
                    new NewRequest(
                        call.application(),
                        new Work.Call(target.deployment(), target.method(), target.signature()),
                        idempotencyKey,
                        RecordedCall.message(call, body))))
        .onSuccess(id -> meters.recordAccepted(call.application(), System.nanoTime() - begun))
        .map(RequestId::toString)
        .recover(failure -> Future.failedFuture(told(target, failure)));
  }

  private Throwable told(Target target, Throwable failure) {
    Failure kind = null;
    if (failure instanceof TooManyPendingException) {
      kind = Failure.QUEUE_FULL;
    } else if (failure instanceof DiskFullException) {
      kind = Failure.STORE_FULL;
    } else if (closed) {
      return closing();
    }
    return kind == null
        ? failure
        : new CallFailedException(
            kind, String.valueOf(failure.getMessage()), false, target.deployment(), null, null);
  }

  private static CallFailedException closing() {
    return new CallFailedException(
        Failure.NO_REPLICA, "the node is going down", false, null, null, null);
  }

  @Override
  public Future<Target> target(String id) {
    RequestId parsed = RequestId.parse(id).orElse(null);
    DurableRequests log = log(parsed);
    if (log == null || parsed == null || log.view(parsed).isEmpty()) {
      return Future.failedFuture(unknown(id, log, parsed));
    }
    return log.work(parsed)
        .map(
            work -> {
              if (work instanceof Work.Call call) {
                return new Target(call.deployment(), call.name(), call.signature());
              }
              throw notHere(
                  "request %s came over HTTP, and is no call: ask for it at /-/requests/%s"
                      .formatted(id, id));
            });
  }

  private static CallFailedException notHere(String why) {
    return new CallFailedException(Failure.BAD_ARGUMENT, why);
  }

  /** The log of a request; null if it is not open here. */
  private @Nullable DurableRequests log(@Nullable RequestId id) {
    return logs == null || id == null ? null : logs.of(id.log()).orElse(null);
  }

  private CallFailedException unknown(
      String id, @Nullable DurableRequests log, @Nullable RequestId parsed) {
    String why =
        parsed == null
            ? "it is no id of a request"
            : logs == null
                ? "this node has no log of requests"
                : log == null
                    ? "it is in the log of another node, which has to be asked"
                    : "it may have ended longer ago than async.retention keeps it";
    return notHere("there is no request %s here: %s".formatted(id, why));
  }

  @Override
  public Future<Buffer> result(String id) {
    RequestId parsed = RequestId.parse(id).orElse(null);
    DurableRequests log = log(parsed);
    if (log == null || parsed == null) {
      return Future.failedFuture(unknown(id, log, parsed));
    }
    return ended(log, parsed)
        .compose(
            view ->
                log.answer(parsed)
                    .compose(
                        answer ->
                            RecordedCall.hasReturned(answer)
                                ? read(log, answer.message().body())
                                : Future.failedFuture(failure(view, answer))));
  }

  private Future<Buffer> read(DurableRequests log, Body body) {
    return log.bodies().check(body).compose(whole -> new BodyBytes(vertx, log.bodies()).read(body));
  }

  private static CallFailedException failure(RequestView view, Answer answer) {
    return RecordedCall.failure(
        answer, view.state() == RequestState.CANCELLED ? Failure.CANCELLED : Failure.REPLICA_LOST);
  }

  /** A request when it has ended; on any thread. */
  private Future<RequestView> ended(DurableRequests log, RequestId id) {
    Promise<RequestView> ended = Promise.promise();
    Runnable look =
        () -> {
          Optional<RequestView> now = log.view(id);
          if (now.isEmpty()) {
            ended.tryFail(unknown(id.toString(), log, id));
          } else if (now.get().state().ended()) {
            ended.tryComplete(now.get());
          }
        };
    waiting.add(ended);
    Runnable unwatch = log.watch(id, look);
    // What has happened before the watch began.
    look.run();
    if (closed) {
      ended.tryFail(closing());
    }
    return ended
        .future()
        .onComplete(
            over -> {
              unwatch.run();
              waiting.remove(ended);
            });
  }

  /** Takes no more, and answers those who wait. */
  void close() {
    closed = true;
    waiting.forEach(each -> each.tryFail(closing()));
  }
}
