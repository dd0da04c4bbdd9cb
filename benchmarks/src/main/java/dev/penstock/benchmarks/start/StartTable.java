package dev.penstock.benchmarks.start;

import dev.penstock.benchmarks.ServerProcess;
import dev.penstock.benchmarks.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts the pipeline and the bare server in turns and prints the medians. Arguments: the fat jar,
 * the configuration, the class path of the bare server, rounds.
 */
public final class StartTable {
  /** From the ready line until the memory is read, in seconds. */
  private static final int REST = 3;

  private record Subject(
      String name, List<String> arguments, List<Double> millis, List<Double> mebibytes) {
    Subject(String name, List<String> arguments) {
      this(name, arguments, new ArrayList<>(), new ArrayList<>());
    }

    void measure() throws IOException, InterruptedException {
      try (ServerProcess server = ServerProcess.start(arguments)) {
        millis.add(server.startTime().toNanos() / 1e6);
        new CountDownLatch(1).await(REST, TimeUnit.SECONDS);
        mebibytes.add(server.residentKibibytes() / 1024.0);
      }
    }
  }

  private StartTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<Subject> subjects =
        List.of(
            new Subject("bare Vert.x Web", List.of("-cp", args[2], BareWeb.class.getName())),
            new Subject("pipeline", List.of("-jar", args[0], "run", args[1], "--port", "0")));
    int rounds = Integer.parseInt(args[3]);
    for (int round = 0; round < rounds; round++) {
      for (Subject subject : subjects) {
        subject.measure();
      }
    }
    Table table = new Table("server", "start to ready line, ms", "memory at rest, MiB");
    for (Subject subject : subjects) {
      table.row(
          subject.name,
          Table.medianAndRange(subject.millis, 0),
          Table.medianAndRange(subject.mebibytes, 0));
    }
    table.print();
  }
}
