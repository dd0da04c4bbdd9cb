package dev.penstock.benchmarks.calls;

import dev.penstock.benchmarks.Table;
import dev.penstock.benchmarks.calls.ForkedRun.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs {@link HandleCall} and {@link BusSend} in turns, each time in new JVMs, and prints the
 * medians and their ratios. Arguments: rounds (default 5), measured seconds of each (default 5).
 */
public final class CallTable {
  private CallTable() {}

  /** Runs. */
  public static void main(String[] args) throws RunnerException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    List<Map<String, Cost>> handle = new ArrayList<>();
    List<Map<String, Cost>> bus = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      bus.add(new ForkedRun(BusSend.class, seconds).by("placement"));
      handle.add(new ForkedRun(HandleCall.class, seconds).by("placement"));
    }
    Table table = new Table("caller", "handle CPU ns", "bus CPU ns", "ratio", "handle B", "bus B");
    for (Placement placement : Placement.values()) {
      List<Cost> ours = handle.stream().map(costs -> costs.get(placement.name())).toList();
      List<Cost> theirs = bus.stream().map(costs -> costs.get(placement.name())).toList();
      table.row(
          placement,
          Table.median(ours.stream().map(Cost::cpuNanos).toList(), 0),
          Table.median(theirs.stream().map(Cost::cpuNanos).toList(), 0),
          Table.medianAndRange(ForkedRun.ratios(ours, theirs), 2),
          Table.median(ours.stream().map(Cost::bytes).toList(), 0),
          Table.median(theirs.stream().map(Cost::bytes).toList(), 0));
    }
    table.print();
  }
}
