package dev.penstock.durable;

import dev.penstock.durable.Ledger.Known;
import dev.penstock.durable.LogEntry.Accepted;
import dev.penstock.durable.LogEntry.Began;
import dev.penstock.durable.LogEntry.Ended;
import dev.penstock.durable.LogEntry.Returned;
import dev.penstock.durable.RequestView.Progress;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable requests of a log: accepts them, tells what has become of them, and writes down what
 * becomes of them. Thread-safe; no method but {@link #open} and {@link #close} waits. Futures end
 * on the context of the caller, if it has one.
 */
public final class DurableRequests implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DurableRequests.class);
  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;
  private static final long SALT_BITS = (1L << 40) - 1;

  private final RequestLog log;
  private final Ledger ledger;
  private final LogWriter writer;
  private final BodyFiles bodies;
  private final Map<String, DurablePolicy> policies;
  private final SecureRandom chance = new SecureRandom();
  private final Map<Long, Progress> progress = new ConcurrentHashMap<>();
  private final Watchers watchers = new Watchers();
  private final LogReading reading;

  private DurableRequests(RequestLog log, Map<String, DurablePolicy> policies) {
    this.log = log;
    this.ledger = log.ledger();
    this.policies = Map.copyOf(policies);
    this.bodies = new BodyFiles(log.directory().bodies());
    this.writer = new LogWriter(log);
    this.reading = new LogReading(log);
  }

  /**
   * Opens a log, or makes one. Waits for the disk: a log of a million records takes seconds.
   *
   * @param policies by application; requests of others are kept for a day, and do not run
   * @throws LogUnusableException if it cannot be opened; says why
   */
  public static DurableRequests open(
      Path directory, Map<String, DurablePolicy> policies, LongSupplier clock) {
    LogDirectory locked = LogDirectory.open(directory);
    try {
      return of(RequestLog.open(locked, clock), policies);
    } catch (RuntimeException e) {
      locked.close();
      throw e;
    }
  }

  /** The requests of a log that is open, which {@link #close} closes. */
  static DurableRequests of(RequestLog log, Map<String, DurablePolicy> policies) {
    DurableRequests requests = new DurableRequests(log, policies);
    try {
      requests.bodies.sweep(number -> requests.ledger.known(number).isPresent());
    } catch (IOException e) {
      LOG.warn("bodies of the log {} could not be listed: {}", requests.directory(), e.toString());
    }
    return requests;
  }

  /** Where the log is. */
  Path directory() {
    return log.directory().path();
  }

  /** What the ids of its requests have in common. */
  public int logId() {
    return log.directory().id();
  }

  /** Where large bodies are. */
  public BodyFiles bodies() {
    return bodies;
  }

  /** The policy of an application; empty if it accepts none. */
  public Optional<DurablePolicy> policy(String application) {
    return Optional.ofNullable(policies.get(application));
  }

  /**
   * Accepts a request, or gives the one that came with its key before.
   *
   * @return its id, once it is as durable as its application's policy says; fails with {@link
   *     TooManyPendingException}, or with {@link DiskFullException}, and then nothing is accepted
   */
  public Future<RequestId> accept(NewRequest request) {
    DurablePolicy policy = policies.get(request.application());
    if (policy == null) {
      return Future.failedFuture(
          new IllegalArgumentException(request.application() + " takes no durable requests"));
    }
    Promise<LogEntry> written = Promise.promise();
    RequestId[] id = new RequestId[1];
    writer.write(
        now -> {
          Optional<Known> same =
              request.idempotencyKey() == null
                  ? Optional.empty()
                  : ledger.withKey(request.application(), request.idempotencyKey());
          if (same.isPresent()) {
            id[0] = same.get().id();
            return null;
          }
          if (ledger.pending(request.application()) >= policy.maxPending()) {
            throw new TooManyPendingException(request.application(), policy.maxPending());
          }
          Accepted accepted = accepted(request, policy, now);
          id[0] = new RequestId(now, logId(), accepted.number(), accepted.salt());
          return accepted;
        },
        policy.onDisk(),
        written);
    return written
        .future()
        .onComplete(done -> dropDraft(request.message(), done))
        .map(
            entry -> {
              if (entry != null) {
                watchers.onAccepted(request.application());
              }
              return id[0];
            });
  }

  private Accepted accepted(NewRequest request, DurablePolicy policy, long now) {
    long number = ledger.next();
    try {
      Body body = bodies.ofRequest(request.message().body(), number);
      if (body instanceof Body.InFile && policy.onDisk()) {
        bodies.syncNames();
      }
      return new Accepted(
          number,
          now,
          chance.nextLong() & SALT_BITS,
          request.application(),
          request.work(),
          request.idempotencyKey(),
          policy.timeout(),
          new Message(request.message().headers(), body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The draft of a message that was not written. */
  private void dropDraft(Message message, AsyncResult<LogEntry> written) {
    boolean named = written.succeeded() && written.result() != null;
    if (!named && message.body() instanceof Body.InFile draft) {
      reading.run(() -> bodies.delete(bodies.path(draft)));
    }
  }

  /** What is known of a request; empty if this log does not keep it. */
  public Optional<RequestView> view(RequestId id) {
    return known(id)
        .map(
            known ->
                new RequestView(
                    id,
                    known.application(),
                    known.state(),
                    known.attempts(),
                    progress.get(id.number()),
                    id.timeMillis(),
                    known.endedMillis()));
  }

  private Optional<Known> known(RequestId id) {
    return id.log() == logId()
        ? ledger.known(id.number()).filter(known -> known.id().equals(id))
        : Optional.empty();
  }

  /** The answer of a request that has ended; fails if it is not kept, or has not. */
  public Future<Answer> answer(RequestId id) {
    return known(id)
        .filter(known -> known.state().ended())
        .map(known -> reading.read(known.endedAt()))
        .orElseGet(() -> Future.failedFuture("request " + id + " has no answer"))
        .map(entry -> (Ended) entry)
        .map(ended -> new Answer(ended.status(), ended.reason(), ended.answer()));
  }

  /** What a request asks for; fails if it is not kept. */
  public Future<Work> work(RequestId id) {
    return known(id)
        .map(known -> accepted(known).map(Accepted::work))
        .orElseGet(() -> Future.failedFuture("request " + id + " is not kept"));
  }

  /** A request as it was accepted, with its whole body; fails if that is lost or damaged. */
  Future<Accepted> request(Known known) {
    return accepted(known).compose(entry -> bodies.check(entry.message().body()).map(entry));
  }

  private Future<Accepted> accepted(Known known) {
    return reading.read(known.acceptedAt()).map(entry -> (Accepted) entry);
  }

  /**
   * Ends a request that has not ended: it will not run, and what runs is told.
   *
   * @return whether this was its end
   */
  public Future<Boolean> cancel(RequestId id) {
    return end(id, RequestState.CANCELLED, Answer.none("it was cancelled"));
  }

  /** Says how far a request has come. Any thread; costs nothing but memory. */
  public void report(RequestId id, Progress now) {
    if (known(id).filter(known -> known.state() == RequestState.RUNNING).isPresent()) {
      progress.put(id.number(), now);
      watchers.onChanged(id.number());
    }
  }

  /** Hears of each change of a request, on any thread, until what is returned has run. */
  public Runnable watch(RequestId id, Runnable listener) {
    return watchers.watch(id.number(), listener);
  }

  /** Hears of requests of an application that may run, on any thread. */
  void watchAccepted(String application, Runnable listener) {
    watchers.watchAccepted(application, listener);
  }

  /** How many requests of an application there are. Quick. */
  public RequestCounts counts(String application) {
    return ledger.counts(application);
  }

  Ledger ledger() {
    return ledger;
  }

  /** An attempt begins; false if the request has ended. */
  Future<Boolean> begin(RequestId id, int attempt) {
    Promise<LogEntry> written = Promise.promise();
    writer.write(
        now ->
            known(id).filter(known -> known.state() == RequestState.PENDING).isEmpty()
                ? null
                : new Began(id.number(), now, attempt),
        false,
        written);
    return written
        .future()
        .map(entry -> entry != null)
        .onSuccess(began -> watchers.onChanged(id.number()));
  }

  /** An attempt has failed; another one follows. */
  void waitsAgain(RequestId id) {
    progress.remove(id.number());
    ledger.onWaitsAgain(id.number());
    watchers.onChanged(id.number());
  }

  /** The attempt that runs is none: it was cut, or refused for the time being. */
  Future<Void> giveBack(RequestId id) {
    Promise<LogEntry> written = Promise.promise();
    writer.write(
        now ->
            known(id).filter(known -> known.state() == RequestState.RUNNING).isEmpty()
                ? null
                : new Returned(id.number(), now),
        false,
        written);
    return written
        .future()
        .onSuccess(
            returned -> {
              progress.remove(id.number());
              watchers.onChanged(id.number());
            })
        .mapEmpty();
  }

  /** Writes down the end of a request, unless it has one. */
  Future<Boolean> end(RequestId id, RequestState state, Answer answer) {
    boolean onDisk =
        known(id)
            .map(known -> policies.get(known.application()))
            .map(DurablePolicy::onDisk)
            .orElse(false);
    Promise<LogEntry> written = Promise.promise();
    writer.write(
        now -> {
          Known known = known(id).orElse(null);
          if (known == null || known.state().ended()) {
            return null;
          }
          try {
            Body body = bodies.ofAnswer(answer.message().body(), id.number());
            if (body instanceof Body.InFile && onDisk) {
              bodies.syncNames();
            }
            return new Ended(
                id.number(),
                now,
                state,
                known.attempts(),
                answer.status(),
                answer.reason(),
                new Message(answer.message().headers(), body));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        onDisk,
        written);
    return written
        .future()
        .onComplete(done -> dropDraft(answer.message(), done))
        .map(entry -> entry != null)
        .onSuccess(
            ended -> {
              progress.remove(id.number());
              watchers.onChanged(id.number());
            });
  }

  /** Forgets what was kept long enough, with its files. */
  public void forgetOld() {
    writer.run(
        () -> {
          long now = log.now();
          for (long number :
              ledger.forget(
                  application -> {
                    DurablePolicy policy = policies.get(application);
                    return now - (policy == null ? DAY_MILLIS : policy.retention().toMillis());
                  })) {
            bodies.delete(number);
          }
          try {
            log.deleteUnused();
          } catch (IOException e) {
            LOG.warn("old files of the log {} stay: {}", log.directory().path(), e.toString());
          }
        });
  }

  @Override
  public void close() {
    reading.close();
    bodies.close();
    writer.close();
  }
}
