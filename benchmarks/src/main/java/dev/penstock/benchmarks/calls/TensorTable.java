package dev.penstock.benchmarks.calls;

import dev.penstock.benchmarks.Table;
import dev.penstock.benchmarks.calls.ForkedRun.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs {@link HandleCall} with a text and with a tensor of 10 MiB that is only forwarded, each time
 * in new JVMs, and prints the medians and their ratios. Arguments: rounds (default 2), measured
 * seconds of each (default 3).
 */
public final class TensorTable {
  private record Run(Placement placement, Map<String, Cost> byPayload) {}

  private TensorTable() {}

  /** Runs. */
  public static void main(String[] args) throws RunnerException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    String[] payloads = {
      Payload.TEXT.name(), Payload.TENSOR.name(), Payload.TENSOR_AND_BACK.name()
    };
    List<Run> runs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (Placement placement : Placement.values()) {
        runs.add(
            new Run(
                placement,
                new ForkedRun(HandleCall.class, seconds)
                    .with("placement", placement.name())
                    .with("payload", payloads)
                    .by("payload")));
      }
    }
    Table table = new Table("caller", "payload", "CPU ns", "ratio to TEXT", "B");
    for (Placement placement : Placement.values()) {
      List<Cost> texts = costs(runs, placement, Payload.TEXT);
      for (Payload payload : Payload.values()) {
        List<Cost> costs = costs(runs, placement, payload);
        table.row(
            placement,
            payload,
            Table.median(costs.stream().map(Cost::cpuNanos).toList(), 0),
            Table.medianAndRange(ForkedRun.ratios(costs, texts), 2),
            Table.median(costs.stream().map(Cost::bytes).toList(), 0));
      }
    }
    table.print();
  }

  private static List<Cost> costs(List<Run> runs, Placement placement, Payload payload) {
    return runs.stream()
        .filter(run -> run.placement == placement)
        .map(run -> run.byPayload.get(payload.name()))
        .toList();
  }
}
