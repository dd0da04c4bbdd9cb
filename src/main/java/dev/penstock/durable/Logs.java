package dev.penstock.durable;

import dev.penstock.durable.AdoptionList.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs that a process has open: its own one, into which it accepts requests, and those that it
 * has taken over, which it only brings to their end.
 *
 * <p>Thread-safe. Invariants: (1) a log that is open here says in its directory that it was taken
 * over by this one, or is this one; (2) what was taken over stands in the {@link AdoptionList} of
 * the own log until nothing is left in it. Methods that change that are synchronized and wait for
 * the disk; the others are quick.
 */
public final class Logs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.class);

  private final DurableRequests own;
  private final AdoptionList list;
  private final Map<String, DurablePolicy> policies;
  private final String node;
  private final IntFunction<String> elsewhere;
  private final LongSupplier clock;
  private final Map<Integer, DurableRequests> open = new ConcurrentHashMap<>();
  private boolean closed;

  /**
   * What has ended in logs that are closed again, by application: counters never go back. Guards
   * itself, and that a log leaves {@code open} when it comes here.
   */
  private final Map<String, RequestCounts> past = new HashMap<>();

  /**
   * What came of taking over a log.
   *
   * @param log its id
   * @param before whether it had been taken over before
   * @param requests how many it keeps
   * @param pending how many have not ended, by application
   * @param notRun the applications of pending requests that do not run here: they are kept
   * @param left why logs that its owner had taken over itself could not be taken over with it
   */
  public record Adopted(
      Path directory,
      int log,
      boolean before,
      long requests,
      Map<String, Integer> pending,
      List<String> notRun,
      List<String> left) {}

  private Logs(
      DurableRequests own,
      Map<String, DurablePolicy> policies,
      String node,
      IntFunction<String> elsewhere,
      LongSupplier clock) {
    this.own = own;
    this.list = AdoptionList.of(own.directory());
    this.policies = policies;
    this.node = node;
    this.elsewhere = elsewhere;
    this.clock = clock;
    open.put(own.logId(), own);
  }

  /**
   * Opens a process's own log, or makes it, and those that were taken over before. One of these
   * that cannot be opened is told of in the log, and tried again at the next start.
   *
   * @param policies by application; requests of others are kept for a day, and do not run
   * @param node the name of this node
   * @param elsewhere gives the name of another node that has a log open, by the log's id; empty if
   *     none has
   * @param clock milliseconds since 1970
   * @throws LogUnusableException if the own log cannot be opened; says why
   */
  public static Logs open(
      Path directory,
      Map<String, DurablePolicy> policies,
      String node,
      IntFunction<String> elsewhere,
      LongSupplier clock) {
    DurableRequests own = DurableRequests.open(directory, policies, clock);
    try {
      Logs logs = new Logs(own, policies, node, elsewhere, clock);
      logs.restore();
      return logs;
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /** The one into which requests are accepted. */
  public DurableRequests own() {
    return own;
  }

  /** The one with that id, if it is open here. */
  public Optional<DurableRequests> of(int log) {
    return Optional.ofNullable(open.get(log));
  }

  /** All that are open here. */
  public List<DurableRequests> all() {
    return List.copyOf(open.values());
  }

  /** The requests of an application in all of them. */
  public RequestCounts counts(String application) {
    synchronized (past) {
      RequestCounts all = past.getOrDefault(application, RequestCounts.NONE);
      for (DurableRequests each : open.values()) {
        all = all.plus(each.counts(application));
      }
      return all;
    }
  }

  private synchronized void restore() {
    list.entries()
        .forEach(
            (directory, state) -> {
              try {
                restore(directory, state);
              } catch (LogUnusableException | UncheckedIOException e) {
                LOG.error("{}; {}", e.getMessage(), after(directory, state));
              }
            });
  }

  /** What is to be done where a log that was to be opened again could not be. */
  private String after(Path directory, State state) {
    if (state == State.TAKING) {
      // Nobody was told that it was taken over, and who had it before may have it again.
      list.remove(directory);
      return "its adoption was interrupted and is given up: adopt it again if that is still wanted";
    }
    return "it was taken over, and what is pending in it waits: see to it, and adopt it again";
  }

  private void restore(Path directory, State state) {
    if (state == State.ENDED) {
      remove(directory);
    } else if (state == State.TAKEN && isElsewhere(directory)) {
      LOG.warn("the log of requests in {} was taken back, and is let alone", directory);
      list.remove(directory);
    } else {
      Adopted adopted = adopt(directory);
      LOG.info("the log of requests in {}, taken over before, is open", adopted.directory());
    }
  }

  /** Whether a log that had been taken over is another one's by now. */
  private boolean isElsewhere(Path directory) {
    LogDirectory.idOf(directory);
    return LogOwner.of(directory).filter(owner -> owner.log() == own.logId()).isEmpty();
  }

  /**
   * Takes over the log of a process that is gone, and those that it had taken over itself. Doing so
   * again changes nothing.
   *
   * @throws LogUnusableException if it cannot be; says why
   */
  public synchronized Adopted adopt(Path given) {
    Path directory = real(given);
    if (closed) {
      throw new LogUnusableException(directory, "is not taken over: this node stops", null);
    }
    int id = LogDirectory.idOf(directory);
    if (id == own.logId()) {
      throw new LogUnusableException(directory, "is this node's own; it runs already", null);
    }
    DurableRequests requests = open.get(id);
    boolean before = requests != null;
    if (requests == null) {
      requests = take(directory, id);
      open.put(id, requests);
    }
    return told(requests, before, adoptThoseOf(requests));
  }

  private static Path real(Path given) {
    try {
      return given.toRealPath();
    } catch (IOException e) {
      return given.toAbsolutePath().normalize();
    }
  }

  private DurableRequests take(Path directory, int id) {
    String other = elsewhere.apply(id);
    if (!other.isEmpty()) {
      throw new LogUnusableException(
          directory, "is open on node " + other + ", which is alive: stop it first", null);
    }
    LogDirectory locked = LogDirectory.take(directory);
    RequestLog log;
    try {
      refuseIfAnothers(directory);
      log = RequestLog.open(locked, clock);
    } catch (RuntimeException e) {
      locked.close();
      throw e;
    }
    try {
      list.put(directory, State.TAKING);
      new LogOwner(node, own.logId(), own.directory(), ProcessHandle.current().pid(), Instant.now())
          .write(directory);
      list.put(directory, State.TAKEN);
      return DurableRequests.of(log, policies);
    } catch (IOException | UncheckedIOException e) {
      log.close();
      throw new LogUnusableException(
          directory, "cannot be taken over (" + e + "): see to it, and adopt it again", e);
    }
  }

  /** It may be of one whose own log was taken over by this one. */
  private void refuseIfAnothers(Path directory) {
    LogOwner.of(directory)
        .filter(owner -> !open.containsKey(owner.log()))
        .ifPresent(
            owner -> {
              throw new LogUnusableException(
                  directory,
                  "was taken over by "
                      + owner.words()
                      + ": if that node is gone too, adopt its log, and this one comes with it",
                  null);
            });
  }

  private List<String> adoptThoseOf(DurableRequests requests) {
    AdoptionList its = AdoptionList.of(requests.directory());
    List<String> left = new ArrayList<>();
    its.entries()
        .forEach(
            (directory, state) -> {
              try {
                if (state == State.ENDED) {
                  LogDirectory.empty(directory, requests.logId());
                } else {
                  left.addAll(adopt(directory).left());
                }
                its.remove(directory);
              } catch (LogUnusableException | UncheckedIOException | IOException e) {
                LOG.error("{}; it was taken over by {}", e.getMessage(), requests.directory());
                left.add(String.valueOf(e.getMessage()));
              }
            });
    return left;
  }

  private Adopted told(DurableRequests requests, boolean before, List<String> left) {
    Map<String, Integer> pending = new TreeMap<>(requests.ledger().pending());
    return new Adopted(
        requests.directory(),
        requests.logId(),
        before,
        requests.ledger().kept(),
        pending,
        pending.keySet().stream().filter(name -> !policies.containsKey(name)).toList(),
        left);
  }

  /** Forgets what was kept long enough in any of them, with its files. */
  public void forgetOld() {
    open.values().forEach(DurableRequests::forgetOld);
  }

  /** Those that were taken over and in which nothing is left. */
  public List<DurableRequests> spent() {
    return open.values().stream()
        .filter(each -> each != own && each.ledger().kept() == 0)
        .filter(each -> AdoptionList.of(each.directory()).isEmpty())
        .toList();
  }

  /** Closes one of those, and takes away its files. */
  public synchronized void dismiss(DurableRequests spent) {
    if (open.containsValue(spent)) {
      synchronized (past) {
        open.remove(spent.logId());
        for (String each : policies.keySet()) {
          past.merge(each, spent.counts(each), RequestCounts::plus);
        }
      }
      list.put(spent.directory(), State.ENDED);
      spent.close();
      remove(spent.directory());
      LOG.info("nothing is left in the log of requests in {}: it is closed", spent.directory());
    }
  }

  private void remove(Path directory) {
    try {
      LogDirectory.empty(directory, own.logId());
      list.remove(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("files of the log of requests in " + directory + " stay: " + e, e));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(DurableRequests::close);
  }
}
