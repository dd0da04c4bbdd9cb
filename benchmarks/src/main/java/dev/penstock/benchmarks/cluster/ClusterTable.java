package dev.penstock.benchmarks.cluster;

import dev.penstock.Penstock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Calls between two nodes next to requests over the bus, tensors next to HTTP, and calls within a
 * node next to those of a node that is alone, in turns. Arguments: rounds (default 5), and which of
 * {@code calls}, {@code tensors} and {@code local} (all).
 */
public final class ClusterTable {
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
        List<String> parts = List.of(args).subList(Math.min(1, args.length), args.length);
        Drive drive = penstock.handle("benchmark", "Drive", Drive.class);
        if (parts.isEmpty() || parts.contains("calls")) {
          small(drive, rounds, port);
        }
        if (parts.isEmpty() || parts.contains("local")) {
          LocalCalls.print(drive, rounds);
        }
        if (parts.isEmpty() || parts.contains("tensors")) {
          large(drive, rounds, port);
        }
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
    Turns turns = new Turns("20 characters", "to bus");
    for (int window : new int[] {1, 64}) {
      for (int callee = 0; callee < EchoNode.CALLEES; callee++) {
        int count = window == 1 ? 10_000 : 100_000;
        turns.run(
            rounds,
            window,
            turn(drive, Way.REQUEST, callee, window, count, port),
            turn(drive, Way.CALL, callee, window, count, port));
      }
    }
    turns.print();
  }

  private static void large(Drive drive, int rounds, int port) {
    Turns turns = new Turns("10 MiB", "to tensor");
    for (int window : new int[] {1, 8}) {
      turns.run(
          rounds,
          window,
          turn(drive, Way.TENSOR, 0, window, 60, port),
          turn(drive, Way.HTTP, 0, window, 60, port));
      turns.run(
          1,
          window,
          turn(drive, Way.TENSOR, 0, window, 8, port),
          turn(drive, Way.JSON, 0, window, 8, port));
    }
    turns.print();
  }

  private static Turns.Subject turn(
      Drive drive, Way way, int callee, int window, int count, int port) {
    return new Turns.Subject(way.toString(), () -> drive.run(way, callee, window, count, port));
  }
}
