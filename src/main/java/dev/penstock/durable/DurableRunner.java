package dev.penstock.durable;

import dev.penstock.Failure;
import dev.penstock.durable.Ledger.Known;
import dev.penstock.durable.LogEntry.Accepted;
import dev.penstock.durable.RequestView.Progress;
import dev.penstock.message.ReportedProgress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the durable requests of one application, in the order in which they were accepted, a few at
 * a time, each until it has an end.
 *
 * <p>Confined to its context. Invariant: while fewer than {@code maxOngoing} are taken, every
 * pending request below {@code cursor} is in {@code again}, and none at or above it is known to be
 * there; so each is taken once.
 */
public final class DurableRunner {
  private static final Logger LOG = LoggerFactory.getLogger(DurableRunner.class);
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final int SERVER_ERROR = 500;

  private final String application;
  private final DurablePolicy policy;
  private final DurableRequests requests;
  private final AttemptRunner attempts;
  private final Context context;
  private final LongSupplier clock;
  private final DoubleSupplier chance;
  private final PriorityQueue<Again> again =
      new PriorityQueue<>(Comparator.comparingLong(Again::atMillis));

  /** Those that were taken; the value is null until the attempt runs. */
  private final Map<Long, Runs> taken = new HashMap<>();

  private long cursor;
  private boolean open;
  private long timer = -1;

  /** A request whose next attempt is due at that time. */
  private record Again(long number, long atMillis) {}

  /** One that was taken. */
  private static final class Runs {
    private AttemptRunner.@Nullable Running attempt;
    private Runnable unwatch = () -> {};
  }

  /**
   * Runs nothing yet.
   *
   * @param context on which it lives; {@code attempts} are begun there
   * @param clock milliseconds since 1970
   * @param chance from 0 to 1, for jitter
   */
  public DurableRunner(
      String application,
      DurableRequests requests,
      AttemptRunner attempts,
      Context context,
      LongSupplier clock,
      DoubleSupplier chance) {
    this.application = application;
    this.policy = requests.policy(application).orElseThrow();
    this.requests = requests;
    this.attempts = attempts;
    this.context = context;
    this.clock = clock;
    this.chance = chance;
  }

  /** Runs what waits, and what is accepted from now on. Any thread. */
  public void start() {
    requests.watchAccepted(application, () -> context.runOnContext(go -> takeMore()));
    context.runOnContext(
        go -> {
          open = true;
          takeMore();
        });
  }

  /** Begins nothing more; what runs may end. Any thread. */
  public void stop() {
    context.runOnContext(
        go -> {
          open = false;
          cancelTimer();
        });
  }

  /** Gives back what still runs, and is about to be cut. After {@link #stop}. Any thread. */
  public Future<Void> giveBack() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        go ->
            Future.join(
                    taken.keySet().stream()
                        .map(number -> requests.ledger().known(number))
                        .flatMap(Optional::stream)
                        .map(known -> requests.giveBack(known.id()))
                        .toList())
                .<Void>mapEmpty()
                .onComplete(done));
    return done.future();
  }

  private void takeMore() {
    while (open && taken.size() < policy.maxOngoing()) {
      long number = takeNext();
      if (number < 0) {
        return;
      }
      take(number);
    }
  }

  /** The request that is to run next; negative if none is due. */
  private long takeNext() {
    Again first = again.peek();
    if (first != null && first.atMillis() <= clock.getAsLong()) {
      again.poll();
      return first.number();
    }
    if (first != null) {
      wakeAt(first.atMillis());
    }
    long next = requests.ledger().nextPending(application, cursor);
    if (next < cursor || requests.ledger().known(next).isEmpty()) {
      cursor = Math.max(cursor, next);
      return -1;
    }
    cursor = next + 1;
    return next;
  }

  private void wakeAt(long millis) {
    cancelTimer();
    timer =
        context
            .owner()
            .setTimer(
                Math.max(1, millis - clock.getAsLong()),
                fired -> {
                  timer = -1;
                  takeMore();
                });
  }

  private void cancelTimer() {
    if (timer >= 0) {
      context.owner().cancelTimer(timer);
      timer = -1;
    }
  }

  private void take(long number) {
    Known known = requests.ledger().known(number).orElse(null);
    if (known == null || known.state() != RequestState.PENDING) {
      return;
    }
    Runs runs = new Runs();
    taken.put(number, runs);
    runs.unwatch = requests.watch(known.id(), () -> context.runOnContext(go -> look(known, runs)));
    int attempt = known.attempts() + 1;
    on(requests.request(known))
        .onComplete(
            read -> {
              if (read.failed()) {
                LOG.error("durable request {} cannot be read", known.id(), read.cause());
                end(known, RequestState.FAILED, Answer.none(lost(read.cause())));
                return;
              }
              begin(known, runs, attempt, read.result());
            });
  }

  private void begin(Known known, Runs runs, int attempt, Accepted accepted) {
    long left = accepted.timeMillis() + accepted.timeout().toMillis() - clock.getAsLong();
    if (left <= 0) {
      end(known, RequestState.FAILED, Answer.none(late(accepted), Failure.TIMED_OUT));
      return;
    }
    if (attempt > policy.maxAttempts()) {
      end(known, RequestState.FAILED, Answer.none(deadly(known.attempts()), Failure.REPLICA_LOST));
      return;
    }
    on(requests.begin(known.id(), attempt))
        .onComplete(
            began -> {
              if (began.failed()) {
                LOG.warn("durable request {} waits: {}", known.id(), began.cause().toString());
                tryAgain(known, backoffMillis(attempt));
              } else if (!began.result()) {
                forget(known);
              } else {
                run(known, runs, attempt, accepted, left);
              }
            });
  }

  private void run(Known known, Runs runs, int attempt, Accepted accepted, long leftMillis) {
    AttemptRunner.Running running =
        attempts.run(
            new Attempt(
                known.id(),
                application,
                accepted.work(),
                attempt,
                Duration.ofMillis(leftMillis),
                accepted.message()));
    runs.attempt = running;
    ReportedProgress.listen(
        known.id().toString(),
        (fraction, note) -> requests.report(known.id(), new Progress(fraction, note)));
    on(running.answer())
        .otherwise(failure -> Answer.none(String.valueOf(failure.getMessage())))
        .onSuccess(answer -> onAnswer(known, attempt, accepted, answer));
  }

  private void onAnswer(Known known, int attempt, Accepted accepted, Answer answer) {
    ReportedProgress.forget(known.id().toString());
    if (!open && answer.status() == 0) {
      return; // It was cut, and is given back.
    }
    if (hasEnded(known)) {
      forget(known); // It was cancelled.
      return;
    }
    boolean good = answer.status() > 0 && answer.status() < BAD_REQUEST;
    boolean busy = answer.status() == TOO_MANY_REQUESTS || answer.status() == UNAVAILABLE;
    boolean mayChange = answer.status() == 0 || answer.status() >= SERVER_ERROR;
    long wait = Math.max(backoffMillis(attempt), busy ? retryAfterMillis(answer) : 0);
    boolean inTime =
        clock.getAsLong() + wait < accepted.timeMillis() + accepted.timeout().toMillis();
    if (good) {
      end(known, RequestState.SUCCEEDED, answer);
    } else if (busy && inTime) {
      // Others were busier with live traffic: nothing was tried.
      on(requests.giveBack(known.id())).onComplete(given -> tryAgain(known, wait));
    } else if (mayChange && attempt < policy.maxAttempts() && inTime) {
      LOG.info("durable request {}: {}; it is tried again", known.id(), words(answer, attempt));
      requests.waitsAgain(known.id());
      tryAgain(known, wait);
    } else {
      LOG.warn("durable request {}: {}; it is given up", known.id(), words(answer, attempt));
      end(known, RequestState.FAILED, told(answer, attempt));
    }
  }

  private Answer told(Answer answer, int attempt) {
    return new Answer(answer.status(), words(answer, attempt), answer.message());
  }

  private String words(Answer answer, int attempt) {
    return "attempt "
        + attempt
        + " of "
        + policy.maxAttempts()
        + (answer.status() > 0 ? " answered " + answer.status() : " had no answer")
        + (answer.reason() == null ? "" : ": " + answer.reason());
  }

  private static String deadly(int attempts) {
    return attempts == 1
        ? "the process ended while its only attempt ran"
        : "the process ended while its last attempt, " + attempts + ", ran";
  }

  private static String lost(Throwable cause) {
    return cause instanceof DamagedBodyException
        ? String.valueOf(cause.getMessage())
        : "its record is lost";
  }

  private static String late(Accepted accepted) {
    return "its time of " + accepted.timeout() + " was over before it could run";
  }

  /** Half of it is chance: those that failed together do not come back together. */
  private long backoffMillis(int attempt) {
    double whole =
        Math.min(
            (double) LONGEST_BACKOFF.toMillis(),
            (double) policy.backoff().toMillis() * Math.pow(2, Math.min(attempt - 1, 30)));
    return (long) (whole / 2 + chance.getAsDouble() * whole / 2);
  }

  /** How long who is busy wants to be left alone; 0 if it does not say. */
  private static long retryAfterMillis(Answer answer) {
    for (Map.Entry<String, String> header : answer.message().headers()) {
      String value = header.getValue();
      if (header.getKey().equals(Answer.RETRY_AFTER)
          && !value.isEmpty()
          && value.length() < 6
          && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Math.min(LONGEST_BACKOFF.toMillis(), Long.parseLong(value) * 1000);
      }
    }
    return 0;
  }

  private void tryAgain(Known known, long waitMillis) {
    again.add(new Again(known.id().number(), clock.getAsLong() + waitMillis));
    forget(known);
  }

  private void end(Known known, RequestState state, Answer answer) {
    on(requests.end(known.id(), state, answer))
        .onComplete(
            ended -> {
              if (ended.failed()) {
                LOG.error(
                    "the end of durable request {} could not be written; it will run again",
                    known.id(),
                    ended.cause());
                requests.waitsAgain(known.id());
                tryAgain(known, backoffMillis(known.attempts() + 1));
              } else {
                forget(known);
              }
            });
  }

  /** Somebody may have cancelled it. */
  private void look(Known taken, Runs runs) {
    if (hasEnded(taken) && runs.attempt != null) {
      runs.attempt.cancel();
    }
  }

  private boolean hasEnded(Known taken) {
    return requests
        .ledger()
        .known(taken.id().number())
        .map(now -> now.state().ended())
        .orElse(true);
  }

  private void forget(Known known) {
    Runs runs = taken.remove(known.id().number());
    if (runs != null) {
      runs.unwatch.run();
    }
    takeMore();
  }

  private <T> Future<T> on(Future<T> future) {
    Promise<T> here = ((ContextInternal) context).promise();
    // Always as a task of its own: what has ended already must not overtake what is on its way.
    future.onComplete(ended -> context.runOnContext(go -> here.handle(ended)));
    return here.future();
  }
}
