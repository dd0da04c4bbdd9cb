package dev.penstock.jar;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * So many requests a second, whether earlier ones are answered or not, to each of some processes
 * and paths in turn. What is answered may be read meanwhile. Each process is also asked for its
 * health, which takes as long as the machine is busy.
 */
final class SteadyLoad implements AutoCloseable {
  /**
   * An answer, or why there was none.
   *
   * @param status 0 if there was none
   * @param sent when, by {@link System#nanoTime()}; so is {@code ended}
   */
  record Answer(
      PenstockProcess asked, String path, int status, String body, long sent, long ended) {
    boolean good() {
      return status == 200;
    }

    boolean isHealth() {
      return path.equals(HEALTH);
    }

    /** Milliseconds from a moment until it came. */
    long millisAfter(long nanos) {
      return (ended - nanos) / 1_000_000;
    }
  }

  private static final int TICK_MILLIS = 10;
  private static final int HEALTH_MILLIS = 100;
  private static final String HEALTH = "/-/healthz";

  /** A machine that cannot keep up is asked no more than that at once. */
  private static final int MOST_OPEN = 150;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "steady-load");
            thread.setDaemon(true);
            return thread;
          });
  private final List<String> paths;
  private final List<PenstockProcess> targets;
  private final Map<PenstockProcess, AtomicInteger> open = new ConcurrentHashMap<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

  /** On the clock's thread. */
  private int turn;

  SteadyLoad(int perSecond, List<String> paths, Collection<PenstockProcess> targets) {
    this.paths = paths;
    this.targets = new CopyOnWriteArrayList<>(targets);
    int perTick = Math.max(1, perSecond * TICK_MILLIS / 1000);
    clock.scheduleAtFixedRate(() -> tick(perTick), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    clock.scheduleAtFixedRate(
        () -> this.targets.forEach(each -> send(each, HEALTH, each.request(HEALTH))),
        0,
        HEALTH_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private void tick(int count) {
    for (int i = 0; i < count; i++) {
      // Each process is asked for each path.
      PenstockProcess[] now = targets.toArray(new PenstockProcess[0]);
      if (now.length > 0 && open() < MOST_OPEN) {
        int next = turn++;
        PenstockProcess process = now[next / paths.size() % now.length];
        String path = paths.get(next % paths.size());
        send(process, path, process.request(path).POST(BodyPublishers.ofString("x")));
      }
    }
  }

  private int open() {
    return open.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  private void send(PenstockProcess process, String path, HttpRequest.Builder request) {
    AtomicInteger openThere = open.computeIfAbsent(process, first -> new AtomicInteger());
    openThere.incrementAndGet();
    long sent = System.nanoTime();
    process
        .start(request)
        .whenComplete(
            (response, failure) -> {
              answers.add(answer(process, path, sent, response, failure));
              openThere.decrementAndGet();
            });
  }

  private static Answer answer(
      PenstockProcess process,
      String path,
      long sent,
      @Nullable HttpResponse<String> response,
      @Nullable Throwable failure) {
    long now = System.nanoTime();
    return response == null
        ? new Answer(process, path, 0, String.valueOf(failure), sent, now)
        : new Answer(process, path, response.statusCode(), response.body(), sent, now);
  }

  /** Asks that process too from now on. */
  void add(PenstockProcess process) {
    targets.add(process);
  }

  /** Asks that process no more from now on. */
  void remove(PenstockProcess process) {
    targets.remove(process);
  }

  /** Asks that process no more, and waits for what it was asked. */
  void leave(PenstockProcess process) {
    remove(process);
    AtomicInteger openThere = open.getOrDefault(process, new AtomicInteger());
    // One that was about to be sent counts within a tick.
    awaitMore(1);
    Until.holds("answers of a process that is asked no more", () -> openThere.get() == 0);
  }

  /** Waits until so many more are answered as they should be. */
  void awaitMore(int count) {
    long from = good();
    Until.holds(count + " more answers; until now " + statuses(), () -> good() >= from + count);
  }

  private long good() {
    return answers.stream().filter(Answer::good).filter(each -> !each.isHealth()).count();
  }

  /** The longest that a process took to say that it is alive since then, in milliseconds. */
  long slowestHealth(long nanos) {
    return answers.stream()
        .filter(each -> each.isHealth() && each.ended() - nanos >= 0)
        .mapToLong(each -> each.millisAfter(each.sent()))
        .max()
        .orElse(0);
  }

  /** How many requests were sent at that moment or later, and answered. */
  long since(long nanos) {
    return answers.stream().filter(e -> !e.isHealth() && e.sent() - nanos >= 0).count();
  }

  /** Those that came at that moment or later, and are not what was asked for. */
  List<Answer> failedSince(long nanos) {
    return answers.stream().filter(e -> !e.good() && e.ended() - nanos >= 0).toList();
  }

  /** How often each status came so far. */
  Map<Integer, Integer> statuses() {
    Map<Integer, Integer> counts = new TreeMap<>();
    answers.forEach(answer -> counts.merge(answer.status(), 1, Integer::sum));
    return counts;
  }

  /** Asks no more, and waits for what was asked. */
  void stop() throws InterruptedException {
    clock.shutdown();
    if (!clock.awaitTermination(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the load does not end");
    }
    Until.holds("last answers", () -> open() == 0);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
