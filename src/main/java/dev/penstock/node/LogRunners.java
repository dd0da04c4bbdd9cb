package dev.penstock.node;

import dev.penstock.durable.Answer;
import dev.penstock.durable.Attempt;
import dev.penstock.durable.AttemptRunner;
import dev.penstock.durable.Body;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.DurableRunner;
import dev.penstock.durable.Message;
import dev.penstock.durable.Work;
import dev.penstock.handle.Handles;
import dev.penstock.http.LoopbackAttempts;
import dev.penstock.message.CancelSignal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Who runs the requests of the logs that are open: calls over handles, and what came over HTTP by
 * way of the listener. Thread-safe by its monitor, under which nothing waits; once stopped, nothing
 * more is begun.
 */
final class LogRunners {
  private final VertxInternal vertx;
  private final Context context;
  private final Collection<String> applications;
  private final Handles handles;
  private final DurableMethods methods;
  private final CancelSignal cancels;
  private final @Nullable LoopbackAttempts loopback;
  private final Map<Integer, Runs> byLog = new HashMap<>();
  private boolean stopped;

  /** Those of one log. */
  private record Runs(CallAttempts calls, List<DurableRunner> runners) {}

  /**
   * Runs nothing yet.
   *
   * @param applications whose requests run here
   * @param loopback the way to the listener; null on a node that does not listen
   */
  LogRunners(
      VertxInternal vertx,
      Collection<String> applications,
      Handles handles,
      DurableMethods methods,
      CancelSignal cancels,
      @Nullable LoopbackAttempts loopback) {
    this.vertx = vertx;
    this.context = vertx.createEventLoopContext();
    this.applications = applications;
    this.handles = handles;
    this.methods = methods;
    this.cancels = cancels;
    this.loopback = loopback;
  }

  /** Runs what is pending in a log, unless that is done already. */
  synchronized void run(DurableRequests log) {
    if (stopped || byLog.containsKey(log.logId())) {
      return;
    }
    CallAttempts calls = new CallAttempts(vertx, log, handles, methods, cancels);
    AttemptRunner http = loopback == null ? attempt -> new NotNow() : loopback.of(log.bodies());
    List<DurableRunner> runners =
        applications.stream()
            .map(
                application ->
                    new DurableRunner(
                        application,
                        log,
                        attempt -> (isCall(attempt) ? calls : http).run(attempt),
                        context,
                        System::currentTimeMillis,
                        () -> ThreadLocalRandom.current().nextDouble()))
            .toList();
    byLog.put(log.logId(), new Runs(calls, runners));
    runners.forEach(DurableRunner::start);
  }

  private static boolean isCall(Attempt attempt) {
    return attempt.work() instanceof Work.Call;
  }

  /** An attempt over HTTP on a node that does not listen: it waits until it does again. */
  private record NotNow() implements AttemptRunner.Running {
    @Override
    public Future<Answer> answer() {
      return Future.succeededFuture(
          new Answer(
              503,
              "http.enabled is false on this node",
              new Message(List.of(Map.entry(Answer.RETRY_AFTER, "600")), Body.empty())));
    }

    @Override
    public void cancel() {
      // Nothing runs.
    }
  }

  /** Runs no more of a log in which nothing is left. */
  synchronized void stop(DurableRequests spent) {
    Runs runs = byLog.remove(spent.logId());
    if (runs != null) {
      runs.runners().forEach(DurableRunner::stop);
    }
  }

  /** Begins nothing more; what runs may end. */
  synchronized void stop() {
    stopped = true;
    runners().forEach(DurableRunner::stop);
  }

  private List<DurableRunner> runners() {
    return byLog.values().stream().flatMap(runs -> runs.runners().stream()).toList();
  }

  /** Waits for the calls that run, after {@link #stop()}. */
  synchronized Future<Void> drain() {
    return Future.join(byLog.values().stream().map(runs -> runs.calls().drain()).toList())
        .mapEmpty();
  }

  /** Gives back what still runs, and cuts it, after {@link #stop()}. */
  synchronized Future<Void> close() {
    List<CallAttempts> calls = byLog.values().stream().map(Runs::calls).toList();
    return Future.join(runners().stream().map(DurableRunner::giveBack).toList())
        .onComplete(given -> calls.forEach(CallAttempts::close))
        .eventually(() -> loopback == null ? Future.succeededFuture() : loopback.close())
        .mapEmpty();
  }
}
