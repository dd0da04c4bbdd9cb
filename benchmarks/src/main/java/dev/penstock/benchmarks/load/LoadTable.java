package dev.penstock.benchmarks.load;

import dev.penstock.benchmarks.ServerProcess;
import dev.penstock.benchmarks.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Starts the bare echo and the pipeline, with event-loop and with worker replicas, each in a JVM of
 * its own, loads them in turns, and prints the medians and their ratios. Arguments: the fat jar,
 * the two configurations, the class path of the bare echo, event loops, rounds, seconds of a round.
 */
public final class LoadTable {
  private static final int CONNECTIONS = 64;

  /** One of the servers, and what was measured of it. */
  private static final class Subject {
    final String name;
    final ServerProcess server;
    final LoadClient client;
    final List<Double> throughput = new ArrayList<>();
    final List<Double> cpuMicros = new ArrayList<>();

    Subject(String name, List<String> arguments) throws IOException {
      this.name = name;
      this.server = ServerProcess.start(arguments);
      this.client = new LoadClient(server.port(), CONNECTIONS);
    }

    void saturate(Duration time) throws IOException {
      Duration before = server.cpuTime();
      double perSecond = client.saturate(time);
      double cpu = server.cpuTime().minus(before).toNanos() / 1e3;
      throughput.add(perSecond);
      cpuMicros.add(cpu / (perSecond * time.toNanos() / 1e9));
    }

    List<Double> throughputRatios(Subject reference) {
      return ratios(throughput, reference.throughput);
    }

    List<Double> cpuRatios(Subject reference) {
      return ratios(cpuMicros, reference.cpuMicros);
    }

    private static List<Double> ratios(List<Double> ours, List<Double> theirs) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < ours.size(); i++) {
        ratios.add(ours.get(i) / theirs.get(i));
      }
      return ratios;
    }

    void close() throws IOException {
      client.close();
      server.close();
    }
  }

  private LoadTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    String jar = args[0];
    String loops = args[4];
    int rounds = Integer.parseInt(args[5]);
    Duration time = Duration.ofSeconds(Integer.parseInt(args[6]));
    List<Subject> subjects = new ArrayList<>();
    try {
      subjects.add(
          new Subject(
              "bare echo",
              List.of("-Xms256m", "-Xmx256m", "-cp", args[3], BareEcho.class.getName(), loops)));
      subjects.add(new Subject("pipeline, event-loop", pipeline(jar, args[1], loops)));
      subjects.add(new Subject("pipeline, worker", pipeline(jar, args[2], loops)));
      for (Subject subject : subjects) {
        subject.client.saturate(time.multipliedBy(3));
      }
      for (int round = 0; round < rounds; round++) {
        for (Subject subject : subjects) {
          subject.saturate(time);
        }
      }
      printThroughput(subjects);
      printLatencies(subjects, time);
    } finally {
      for (Subject subject : subjects) {
        subject.close();
      }
    }
  }

  private static List<String> pipeline(String jar, String configuration, String loops) {
    return List.of(
        "-Xms256m",
        "-Xmx256m",
        "-jar",
        jar,
        "run",
        configuration,
        "--port",
        "0",
        "--set",
        "http.eventLoops=" + loops);
  }

  private static void printThroughput(List<Subject> subjects) {
    Table table =
        new Table("server", "requests/s", "ratio to bare", "server CPU us/request", "CPU ratio");
    for (Subject subject : subjects) {
      table.row(
          subject.name,
          Table.median(subject.throughput, 0),
          Table.medianAndRange(subject.throughputRatios(subjects.get(0)), 2),
          Table.median(subject.cpuMicros, 1),
          Table.medianAndRange(subject.cpuRatios(subjects.get(0)), 2));
    }
    table.print();
  }

  private static void printLatencies(List<Subject> subjects, Duration time) throws IOException {
    Table table = new Table("server", "at requests/s", "p50 us", "p99 us", "p99.9 us", "max us");
    for (Subject subject : subjects) {
      double rate = Table.median(subject.throughput) / 2;
      subject.client.atRate(rate, time);
      Histogram latencies = subject.client.atRate(rate, time.multipliedBy(3));
      table.row(
          subject.name,
          String.format(Locale.ROOT, "%,.0f", rate),
          micros(latencies.getValueAtPercentile(50)),
          micros(latencies.getValueAtPercentile(99)),
          micros(latencies.getValueAtPercentile(99.9)),
          micros(latencies.getMaxValue()));
    }
    System.out.println();
    table.print();
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%,d", nanos / 1000);
  }
}
