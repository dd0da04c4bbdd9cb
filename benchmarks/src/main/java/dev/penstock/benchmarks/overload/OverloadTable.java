package dev.penstock.benchmarks.overload;

import dev.penstock.benchmarks.ServerProcess;
import dev.penstock.benchmarks.Table;
import dev.penstock.benchmarks.load.Answers;
import dev.penstock.benchmarks.load.LoadClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Loads a model of known capacity at one and at three times that, from even distances, and prints
 * what became of the requests and of the server's memory. Arguments: the fat jar, the
 * configuration, seconds of overload.
 */
public final class OverloadTable {
  static final int SERVICE_MILLIS = 10;

  // As they stand in conf/overload.json.
  private static final int REPLICAS = 8;
  private static final int QUEUED = 40;
  private static final int ONGOING = 2 * REPLICAS;

  /** Calls per second that replicas serve which do nothing but sleep. */
  private static final int BY_SLEEP = REPLICAS * 1000 / SERVICE_MILLIS;

  /** More than are ever under way: those that are accepted, and those being refused. */
  private static final int CONNECTIONS = 256;

  /** What stands before the last one that is accepted, and its own service. */
  private static final double BOUND_MILLIS =
      (double) SERVICE_MILLIS * (QUEUED + ONGOING) / REPLICAS + SERVICE_MILLIS;

  private final ServerProcess server;
  private final Table answers =
      new Table(
          "load",
          "requests/s",
          "answered/s",
          "of capacity",
          "of its sleep",
          "answered p50, p99, max ms",
          "refused",
          "refused p50, p99, max ms",
          "504",
          "sent late p99 ms",
          "server CPU");
  private final Table memory =
      new Table("memory", "heap used after collection MiB", "resident MiB");

  private OverloadTable(ServerProcess server) {
    this.server = server;
  }

  /** Runs. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> command =
        List.of("-Xms256m", "-Xmx256m", "-jar", args[0], "run", args[1], "--port", "0");
    try (ServerProcess server = ServerProcess.start(command)) {
      new OverloadTable(server).run(Duration.ofSeconds(Integer.parseInt(args[2])));
    }
  }

  private void run(Duration time) throws IOException, InterruptedException {
    double capacity = capacity(time);
    System.out.printf(
        Locale.ROOT,
        "capacity: %,.0f requests/s, by its sleep %,d; the queue bounds an answer to %.0f ms%n%n",
        capacity,
        BY_SLEEP,
        BOUND_MILLIS * BY_SLEEP / capacity);
    try (LoadClient client = new LoadClient(server.port(), CONNECTIONS, true)) {
      client.overload(3 * capacity, part(time, 10));
      measure(client, 1, capacity, part(time, 3));
      remember("before");
      measure(client, 3, capacity, part(time, 2));
      remember("half-way");
      measure(client, 3, capacity, part(time, 2));
      remember("at the end");
    }
    answers.print();
    System.out.println();
    memory.print();
  }

  /** What it answers when it is never idle and refuses nobody. */
  private double capacity(Duration time) throws IOException {
    try (LoadClient client = new LoadClient(server.port(), ONGOING + QUEUED / 2)) {
      client.saturate(part(time, 10));
      return client.saturate(part(time, 5));
    }
  }

  private static Duration part(Duration time, int of) {
    return Duration.ofMillis(Math.max(1000, time.toMillis() / of));
  }

  private void measure(LoadClient client, int times, double capacity, Duration time)
      throws IOException {
    Duration before = server.cpuTime();
    Answers got = client.overload(times * capacity, time);
    double cpu = server.cpuTime().minus(before).toNanos() / 1e9 / (time.toNanos() / 1e9);
    answers.row(
        times + " x",
        String.format(Locale.ROOT, "%,.0f", times * capacity),
        String.format(Locale.ROOT, "%,.0f", got.goodput()),
        String.format(Locale.ROOT, "%.2f", got.goodput() / capacity),
        String.format(Locale.ROOT, "%.2f", got.goodput() / BY_SLEEP),
        millis(got.answered),
        got.refused.getTotalCount(),
        millis(got.refused),
        got.late(),
        String.format(Locale.ROOT, "%.1f", got.waited.getValueAtPercentile(99) / 1e6),
        String.format(Locale.ROOT, "%.2f", cpu));
  }

  private static String millis(Histogram of) {
    return String.format(
        Locale.ROOT,
        "%.1f, %.1f, %.1f",
        of.getValueAtPercentile(50) / 1e6,
        of.getValueAtPercentile(99) / 1e6,
        of.getMaxValue() / 1e6);
  }

  private void remember(String when) throws IOException, InterruptedException {
    memory.row(
        when,
        String.format(Locale.ROOT, "%.1f", server.liveHeapBytes() / 1048576.0),
        String.format(Locale.ROOT, "%.1f", server.residentKibibytes() / 1024.0));
  }
}
