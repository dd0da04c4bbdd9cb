package dev.penstock.durable;

import dev.penstock.durable.LogEntry.Accepted;
import dev.penstock.durable.LogEntry.Began;
import dev.penstock.durable.LogEntry.Ended;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of each request that is kept: a few words per request, so that a million that
 * wait cost 48 MB and no object each.
 *
 * <p>Thread-safe, by its monitor; nothing under it waits. Invariants: (1) the log knows all that
 * this knows, except that an attempt runs now: it is written there first; (2) kept requests are
 * those from {@code first} up to {@code next}; (3) {@code uses} counts for each file of the log the
 * kept requests that need it.
 */
final class Ledger {
  /** Requests per segment. */
  private static final int SEGMENT = 1024;

  /** So many requests at a time are gone through: event loops must not wait long for the rest. */
  static final int SLICE = 10_000;

  private static final int WORDS = 6;
  private static final int ACCEPTED_AT = 0;
  private static final int ENDED_AT = 1;
  private static final int TIME = 2;
  private static final int SALT = 3;
  private static final int ENDED_TIME = 4;

  /** State, attempts and application in one word. */
  private static final int STATUS = 5;

  private final int log;
  private final ArrayList<long @Nullable []> segments = new ArrayList<>();
  private long firstSegment;
  private long first;
  private long next;
  private long lastTime;
  private final List<String> applications = new ArrayList<>();
  private final Map<String, Integer> applicationNumbers = new HashMap<>();
  private final ArrayList<Tally> tallies = new ArrayList<>();

  /** By application and key. May be gone through without the monitor. */
  private final Map<String, Long> keys = new ConcurrentHashMap<>();

  private final TreeMap<Integer, int[]> uses = new TreeMap<>();

  /**
   * What is known of one request.
   *
   * @param acceptedAt index of its first record
   * @param endedAt index of its last one; 0 before its end
   * @param endedMillis when it ended; 0 before
   */
  record Known(
      RequestId id,
      String application,
      RequestState state,
      int attempts,
      long acceptedAt,
      long endedAt,
      long endedMillis) {}

  /** The requests of one application. */
  private static final class Tally {
    int open;
    int running;
    final long[] ended = new long[RequestState.values().length];

    void move(RequestState from, RequestState to) {
      running += (to == RequestState.RUNNING ? 1 : 0) - (from == RequestState.RUNNING ? 1 : 0);
    }

    long ended(RequestState state) {
      return ended[state.code()];
    }
  }

  /** A ledger of the log with that id, without any request. */
  Ledger(int log) {
    this.log = log;
  }

  /** The number of the next request. */
  synchronized long next() {
    return next;
  }

  /** The time for the next record: now, unless the clock was set back. */
  synchronized long timeFor(long nowMillis) {
    lastTime = Math.max(lastTime, nowMillis);
    return lastTime;
  }

  /** How many requests of an application have not ended. */
  synchronized int pending(String application) {
    Integer of = applicationNumbers.get(application);
    return of == null ? 0 : tallies.get(of).open;
  }

  /** How many requests of an application wait and run, and have ended since the log was opened. */
  synchronized RequestCounts counts(String application) {
    Integer of = applicationNumbers.get(application);
    if (of == null) {
      return RequestCounts.NONE;
    }
    Tally tally = tallies.get(of);
    return new RequestCounts(
        tally.open - tally.running,
        tally.running,
        tally.ended(RequestState.SUCCEEDED),
        tally.ended(RequestState.FAILED),
        tally.ended(RequestState.CANCELLED));
  }

  /** How many requests have not ended, of each application that has such. */
  synchronized Map<String, Integer> pending() {
    Map<String, Integer> found = new HashMap<>();
    applicationNumbers.forEach(
        (application, of) -> {
          if (tallies.get(of).open > 0) {
            found.put(application, tallies.get(of).open);
          }
        });
    return found;
  }

  /** How many requests are kept. */
  synchronized long kept() {
    return next - first;
  }

  /** The request of that application that was given that key, if it is kept. */
  synchronized Optional<Known> withKey(String application, String key) {
    Long number = keys.get(key(application, key));
    return number == null ? Optional.empty() : known(number);
  }

  /** A request stands in the log. Those that came before have smaller numbers. */
  synchronized void onAccepted(Accepted entry, long index) {
    if (entry.number() < next) {
      throw new IllegalStateException(
          "request " + entry.number() + " is in the log twice, or behind " + next);
    }
    if (next == first && segments.isEmpty()) {
      first = entry.number();
      firstSegment = first / SEGMENT;
    }
    next = entry.number() + 1;
    lastTime = Math.max(lastTime, entry.timeMillis());
    int of = applicationNumbers.computeIfAbsent(entry.application(), this::newApplication);
    long[] words = Objects.requireNonNull(segment(entry.number(), true));
    int at = at(entry.number());
    words[at + ACCEPTED_AT] = index;
    words[at + ENDED_AT] = 0;
    words[at + TIME] = entry.timeMillis();
    words[at + SALT] = entry.salt();
    words[at + ENDED_TIME] = 0;
    words[at + STATUS] = status(RequestState.PENDING, 0, of);
    tallies.get(of).open++;
    uses.computeIfAbsent(QueueFiles.cycle(index), cycle -> new int[1])[0]++;
    if (entry.idempotencyKey() != null) {
      keys.put(key(entry.application(), entry.idempotencyKey()), entry.number());
    }
  }

  private static String key(String application, String key) {
    return application + '\n' + key;
  }

  private static int at(long number) {
    return (int) (number % SEGMENT) * WORDS;
  }

  /** The words of a request and its neighbours; null if there are none and none are to be made. */
  private long @Nullable [] segment(long number, boolean make) {
    long index = number / SEGMENT - firstSegment;
    if (index < 0 || (!make && index >= segments.size())) {
      return null;
    }
    while (index >= segments.size()) {
      segments.add(null);
    }
    long[] words = segments.get((int) index);
    if (words == null && make) {
      words = new long[SEGMENT * WORDS];
      segments.set((int) index, words);
    }
    return words;
  }

  private Integer newApplication(String name) {
    applications.add(name);
    tallies.add(new Tally());
    return applications.size() - 1;
  }

  /** An attempt stands in the log. */
  synchronized void onBegan(Began entry) {
    change(entry.number(), RequestState.RUNNING, entry.attempt());
  }

  /** What runs when a log is opened had been running when its process ended. */
  synchronized void onReplayed() {
    for (long number = first; number < next; number++) {
      Optional<Known> known = known(number);
      if (known.isPresent() && known.get().state() == RequestState.RUNNING) {
        change(number, RequestState.PENDING, known.get().attempts());
      }
    }
    tallies.forEach(tally -> Arrays.fill(tally.ended, 0));
  }

  /** An attempt has failed, and another one will follow. */
  synchronized void onWaitsAgain(long number) {
    known(number).ifPresent(known -> change(number, RequestState.PENDING, known.attempts()));
  }

  /** That the attempt was none stands in the log. */
  synchronized void onReturned(long number) {
    known(number)
        .ifPresent(
            known -> change(number, RequestState.PENDING, Math.max(0, known.attempts() - 1)));
  }

  /** The end of a request stands in the log. */
  synchronized void onEnded(Ended entry, long index) {
    long[] words = segment(entry.number(), false);
    int at = at(entry.number());
    if (words == null || words[at + ACCEPTED_AT] == 0 || words[at + ENDED_AT] != 0) {
      return;
    }
    int of = (int) (words[at + STATUS] >>> 32);
    RequestState before = RequestState.of((int) words[at + STATUS] & 0xFF);
    words[at + ENDED_AT] = index;
    words[at + ENDED_TIME] = entry.timeMillis();
    words[at + STATUS] = status(entry.state(), entry.attempts(), of);
    lastTime = Math.max(lastTime, entry.timeMillis());
    Tally tally = tallies.get(of);
    tally.open--;
    tally.move(before, entry.state());
    tally.ended[entry.state().code()]++;
    uses.computeIfAbsent(QueueFiles.cycle(index), cycle -> new int[1])[0]++;
  }

  private void change(long number, RequestState state, int attempts) {
    long[] words = segment(number, false);
    int at = at(number);
    if (words != null && words[at + ACCEPTED_AT] != 0 && words[at + ENDED_AT] == 0) {
      int of = (int) (words[at + STATUS] >>> 32);
      tallies.get(of).move(RequestState.of((int) words[at + STATUS] & 0xFF), state);
      words[at + STATUS] = status(state, attempts, of);
    }
  }

  private static long status(RequestState state, int attempts, int application) {
    return (long) application << 32 | (long) attempts << 8 | state.code();
  }

  /** What is known of a request, if it is kept. */
  synchronized Optional<Known> known(long number) {
    long[] words = number < first || number >= next ? null : segment(number, false);
    int at = at(number);
    if (words == null || words[at + ACCEPTED_AT] == 0) {
      return Optional.empty();
    }
    long status = words[at + STATUS];
    return Optional.of(
        new Known(
            new RequestId(words[at + TIME], log, number, words[at + SALT]),
            applications.get((int) (status >>> 32)),
            RequestState.of((int) status & 0xFF),
            (int) (status >>> 8) & 0xFFFFFF,
            words[at + ACCEPTED_AT],
            words[at + ENDED_AT],
            words[at + ENDED_TIME]));
  }

  /**
   * The first request from {@code from} on that waits and is of that application.
   *
   * @return its number; {@link #next} if there is none
   */
  synchronized long nextPending(String application, long from) {
    Integer of = applicationNumbers.get(application);
    if (of == null || tallies.get(of).open == 0) {
      return next;
    }
    for (long number = Math.max(from, first); number < next; number++) {
      long[] words = segment(number, false);
      int at = at(number);
      if (words != null
          && words[at + ACCEPTED_AT] != 0
          && (int) (words[at + STATUS] >>> 32) == of
          && (words[at + STATUS] & 0xFF) == RequestState.PENDING.code()) {
        return number;
      }
    }
    return next;
  }

  /**
   * Forgets the requests that ended before their application's limit.
   *
   * @param keptFrom gives for an application the time, in milliseconds since 1970, from which on
   *     ended requests are kept
   * @return their numbers
   */
  List<Long> forget(ToLongFunction<String> keptFrom) {
    long from = first();
    long to = next();
    List<Long> forgotten = new ArrayList<>();
    for (long slice = from; slice < to; slice += SLICE) {
      forget(slice, Math.min(to, slice + SLICE), keptFrom, forgotten);
    }
    if (!forgotten.isEmpty()) {
      keys.values().removeIf(number -> known(number).isEmpty());
      while (trim()) {
        // Others may have it in between.
      }
    }
    return forgotten;
  }

  private synchronized void forget(
      long from, long to, ToLongFunction<String> keptFrom, List<Long> forgotten) {
    for (long number = from; number < to; number++) {
      long[] words = segment(number, false);
      int at = at(number);
      if (words == null || words[at + ACCEPTED_AT] == 0 || words[at + ENDED_AT] == 0) {
        continue;
      }
      String application = applications.get((int) (words[at + STATUS] >>> 32));
      if (words[at + ENDED_TIME] < keptFrom.applyAsLong(application)) {
        release(words[at + ACCEPTED_AT]);
        release(words[at + ENDED_AT]);
        words[at + ACCEPTED_AT] = 0;
        forgotten.add(number);
      }
    }
  }

  /** Drops what is empty at the beginning; whether there may be more of it. */
  private synchronized boolean trim() {
    long end = Math.min(next, first + SLICE);
    while (first < end && known(first).isEmpty()) {
      first++;
    }
    while (segments.size() > 1 && firstSegment < first / SEGMENT) {
      segments.remove(0);
      firstSegment++;
    }
    return first == end && first < next;
  }

  private synchronized long first() {
    return first;
  }

  private void release(long index) {
    int[] count = uses.get(QueueFiles.cycle(index));
    if (count != null) {
      count[0]--;
    }
  }

  /**
   * Files at the beginning of the log that nobody needs, oldest first. Only from the beginning: the
   * end of a request must never go before the request itself, which would run again.
   *
   * @param last the file that is written to, and stays
   */
  synchronized List<Integer> unusedCycles(int last) {
    List<Integer> unused = new ArrayList<>();
    for (Map.Entry<Integer, int[]> each : uses.entrySet()) {
      if (each.getValue()[0] > 0 || each.getKey() >= last) {
        break;
      }
      unused.add(each.getKey());
    }
    unused.forEach(uses::remove);
    return unused;
  }
}
