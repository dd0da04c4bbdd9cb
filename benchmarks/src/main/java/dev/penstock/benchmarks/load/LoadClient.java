package dev.penstock.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Sends requests over a number of connections, from the thread that calls it. */
public final class LoadClient implements AutoCloseable {
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();

  /** Connects; every answer must be 200. */
  public LoadClient(int port, int count) throws IOException {
    this(port, count, false);
  }

  /**
   * Connects.
   *
   * @param mayRefuse whether 503 with Retry-After and 504 are no errors
   */
  public LoadClient(int port, int count, boolean mayRefuse) throws IOException {
    this(port, count, mayRefuse, false);
  }

  private LoadClient(int port, int count, boolean mayRefuse, boolean later) throws IOException {
    selector = Selector.open();
    for (int i = 0; i < count; i++) {
      connections.add(new Connection(port, selector, mayRefuse, later));
    }
  }

  /** Connects; the requests are to be answered later, and every answer must be 202. */
  public static LoadClient accepted(int port, int count) throws IOException {
    return new LoadClient(port, count, false, true);
  }

  /**
   * Closed loop: each connection sends its next request when it has its answer.
   *
   * @return answers per second
   */
  public double saturate(Duration time) throws IOException {
    long start = System.nanoTime();
    long end = start + time.toNanos();
    for (Connection connection : connections) {
      connection.send(start);
    }
    long answers = 0;
    int open = connections.size();
    long[] now = {start};
    int[] sent = {open};
    while (open > 0) {
      int[] completed = {0};
      sent[0] = 0;
      selector.select(
          key -> {
            if (received(key)) {
              completed[0]++;
              if (now[0] < end) {
                send(connection(key), now[0]);
                sent[0]++;
              }
            }
          });
      now[0] = System.nanoTime();
      answers += completed[0];
      open += sent[0] - completed[0];
    }
    return answers / ((now[0] - start) / 1e9);
  }

  /**
   * Open loop: requests are due at even distances, whatever the server does. One that finds no free
   * connection waits, and that is part of its latency.
   *
   * @param rate requests per second
   * @return latencies from the due time, in nanoseconds
   */
  Histogram atRate(double rate, Duration time) throws IOException {
    Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    ArrayDeque<Connection> free = new ArrayDeque<>(connections);
    long start = System.nanoTime();
    long requests = (long) (rate * time.toNanos() / 1e9);
    double distance = 1e9 / rate;
    long sent = 0;
    while (sent < requests || free.size() < connections.size()) {
      long now = System.nanoTime();
      while (sent < requests && !free.isEmpty() && start + (long) (sent * distance) <= now) {
        free.remove().send(start + (long) (sent * distance));
        sent++;
      }
      // Never blocks: timers of selectors are too coarse for due times.
      int ready =
          selector.selectNow(
              key -> {
                if (received(key)) {
                  latencies.recordValue(System.nanoTime() - connection(key).dueNanos);
                  free.add(connection(key));
                }
              });
      if (ready == 0) {
        Thread.yield();
      }
    }
    return latencies;
  }

  /**
   * Open loop, as {@link #atRate}, against a server that may refuse. Sleeps between due times, so
   * requests are sent up to a tenth of a millisecond late.
   *
   * @param rate requests per second
   */
  public Answers overload(double rate, Duration time) throws IOException {
    Answers answers = new Answers();
    ArrayDeque<Connection> free = new ArrayDeque<>(connections);
    long start = System.nanoTime();
    long requests = (long) (rate * time.toNanos() / 1e9);
    double distance = 1e9 / rate;
    long sent = 0;
    while (sent < requests || free.size() < connections.size()) {
      long now = System.nanoTime();
      while (sent < requests && !free.isEmpty() && start + (long) (sent * distance) <= now) {
        Connection next = free.remove();
        next.sentNanos = now;
        next.send(start + (long) (sent * distance));
        sent++;
      }
      int ready =
          selector.selectNow(
              key -> {
                if (received(key)) {
                  answers.add(connection(key), System.nanoTime());
                  free.add(connection(key));
                }
              });
      if (ready == 0) {
        LockSupport.parkNanos(50_000);
      }
    }
    answers.took(System.nanoTime() - start);
    return answers;
  }

  private static Connection connection(SelectionKey key) {
    return (Connection) key.attachment();
  }

  private static boolean received(SelectionKey key) {
    try {
      return connection(key).receive();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Connection connection, long due) {
    try {
      connection.send(due);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
