package dev.penstock.benchmarks.durable;

import dev.penstock.benchmarks.ServerProcess;
import dev.penstock.benchmarks.Table;
import dev.penstock.benchmarks.load.LoadClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads a route that does nothing, in turns at once and to be answered later, and prints the rates
 * and how late the timers of the event loops ran meanwhile. What was accepted runs before the next
 * turn. Arguments: the fat jar, the configuration, a directory for logs, rounds, seconds of a
 * round.
 */
public final class DurableTable {
  private static final int CONNECTIONS = 64;

  private DurableTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Path.of(args[2]);
    int rounds = Integer.parseInt(args[3]);
    Duration time = Duration.ofSeconds(Integer.parseInt(args[4]));
    Table table =
        new Table(
            "accepted", "live/s", "accepted/s", "to live", "loops late by > 5 ms, live", "later");
    for (String durability : List.of("process", "disk")) {
      table.row(turns(durability, args, directory, rounds, time));
    }
    table.print();
    System.out.println();
    GroupCommit.print(directory, rounds, time);
  }

  private static Object[] turns(
      String durability, String[] args, Path directory, int rounds, Duration time)
      throws IOException, InterruptedException {
    List<String> command =
        ServerMeters.command(
            args[0],
            args[1],
            directory.resolve(durability),
            "applications[0].async.durability=" + durability);
    List<Double> live = new ArrayList<>();
    List<Double> later = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double[] late = new double[2];
    try (ServerProcess server = ServerProcess.start(command);
        LoadClient answered = new LoadClient(server.port(), CONNECTIONS);
        LoadClient accepted = LoadClient.accepted(server.port(), CONNECTIONS)) {
      ServerMeters meters = new ServerMeters(server);
      answered.saturate(time.multipliedBy(2));
      accepted.saturate(time);
      meters.awaitNoneWaiting();
      for (int round = 0; round < rounds; round++) {
        double before = meters.lateTimers();
        live.add(answered.saturate(time));
        double between = meters.lateTimers();
        later.add(accepted.saturate(time));
        late[0] += between - before;
        late[1] += meters.lateTimers() - between;
        ratios.add(later.get(round) / live.get(round));
        meters.awaitNoneWaiting();
      }
    }
    return new Object[] {
      durability,
      Table.median(live, 0),
      Table.median(later, 0),
      Table.medianAndRange(ratios, 2),
      (int) late[0],
      (int) late[1]
    };
  }
}
