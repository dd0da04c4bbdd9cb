package dev.penstock.benchmarks.cluster;

import dev.penstock.Penstock;
import dev.penstock.benchmarks.Table;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Calls between two nodes next to requests over the bus, and tensors next to HTTP, in turns.
 * Argument: rounds (default 5).
 */
public final class ClusterTable {
  private static final int WARM = 3;

  private ClusterTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    String name = "benchmark-" + UUID.randomUUID();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                EchoNode.class.getName(),
                name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> members = List.of(told(said, "joins "));
      try (Penstock penstock =
          Penstock.settings(EchoNode.settings(name, EchoNode.CALLER, members))
              .run(EchoNode.application())) {
        int port = Integer.parseInt(told(said, "serves "));
        Drive drive = penstock.handle("benchmark", "Drive", Drive.class);
        small(drive, rounds, port);
        System.out.println();
        large(drive, rounds, port);
      }
    } finally {
      other.destroy();
    }
  }

  private static String told(BufferedReader said, String what) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(what)) {
        return line.substring(what.length());
      }
    }
    throw new IOException("the other node ended before it told where it " + what);
  }

  private static void small(Drive drive, int rounds, int port) {
    Table table =
        new Table(
            "20 characters",
            "at a time",
            "p50 us",
            "p99 us",
            "a second",
            "p50, to bus",
            "rate, to bus");
    for (int window : new int[] {1, 64}) {
      rows(
          table,
          drive,
          rounds,
          port,
          window,
          window == 1 ? 10_000 : 100_000,
          Way.REQUEST,
          Way.CALL);
    }
    table.print();
  }

  private static void large(Drive drive, int rounds, int port) {
    Table table =
        new Table(
            "10 MiB",
            "at a time",
            "p50 us",
            "p99 us",
            "a second",
            "p50, to tensor",
            "rate, to tensor");
    for (int window : new int[] {1, 8}) {
      rows(table, drive, rounds, port, window, 60, Way.TENSOR, Way.HTTP);
      rows(table, drive, 1, port, window, 8, Way.TENSOR, Way.JSON);
    }
    table.print();
  }

  private static void rows(
      Table table,
      Drive drive,
      int rounds,
      int port,
      int window,
      int count,
      Way reference,
      Way other) {
    Map<Way, List<List<Long>>> turns = new EnumMap<>(Way.class);
    for (int round = 0; round < WARM + rounds; round++) {
      for (Way way : List.of(reference, other)) {
        List<Long> nanos = await(drive.run(way, window, count, port));
        if (round >= WARM) {
          turns.computeIfAbsent(way, first -> new ArrayList<>()).add(nanos);
        }
      }
    }
    for (Way way : List.of(reference, other)) {
      List<Double> median = new ArrayList<>();
      List<Double> high = new ArrayList<>();
      List<Double> rate = new ArrayList<>();
      List<Double> medianRatio = new ArrayList<>();
      List<Double> rateRatio = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        List<Long> mine = turns.get(way).get(i);
        List<Long> theirs = turns.get(reference).get(i);
        median.add(percentile(mine, 50) / 1e3);
        high.add(percentile(mine, 99) / 1e3);
        rate.add(perSecond(mine));
        medianRatio.add((double) percentile(mine, 50) / percentile(theirs, 50));
        rateRatio.add(perSecond(mine) / perSecond(theirs));
      }
      table.row(
          way,
          window,
          Table.median(median, 1),
          Table.median(high, 1),
          Table.median(rate, 0),
          Table.medianAndRange(medianRatio, 2),
          Table.medianAndRange(rateRatio, 2));
    }
  }

  private static long percentile(List<Long> nanos, int percent) {
    List<Long> sorted = nanos.subList(0, nanos.size() - 1).stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private static double perSecond(List<Long> nanos) {
    return (nanos.size() - 1) / (nanos.get(nanos.size() - 1) / 1e9);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
