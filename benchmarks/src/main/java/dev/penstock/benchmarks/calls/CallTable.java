package dev.penstock.benchmarks.calls;

import dev.penstock.benchmarks.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link HandleCall} and {@link BusSend} in turns, each time in new JVMs, and prints the
 * medians and their ratios. Arguments: rounds (default 5), measured seconds of each (default 5).
 */
public final class CallTable {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private record Cost(double cpuNanos, double bytes) {}

  private final int seconds;

  private CallTable(int seconds) {
    this.seconds = seconds;
  }

  /** Runs. */
  public static void main(String[] args) throws RunnerException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    new CallTable(args.length > 1 ? Integer.parseInt(args[1]) : 5).run(rounds);
  }

  private void run(int rounds) throws RunnerException {
    Map<Placement, List<Cost>> handle = new EnumMap<>(Placement.class);
    Map<Placement, List<Cost>> bus = new EnumMap<>(Placement.class);
    for (int round = 0; round < rounds; round++) {
      measure(BusSend.class, bus);
      measure(HandleCall.class, handle);
    }
    Table table = new Table("caller", "handle CPU ns", "bus CPU ns", "ratio", "handle B", "bus B");
    for (Placement placement : Placement.values()) {
      List<Cost> ours = handle.get(placement);
      List<Cost> theirs = bus.get(placement);
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ratios.add(ours.get(round).cpuNanos / theirs.get(round).cpuNanos);
      }
      table.row(
          placement,
          Table.median(ours.stream().map(Cost::cpuNanos).toList(), 0),
          Table.median(theirs.stream().map(Cost::cpuNanos).toList(), 0),
          Table.medianAndRange(ratios, 2),
          Table.median(ours.stream().map(Cost::bytes).toList(), 0),
          Table.median(theirs.stream().map(Cost::bytes).toList(), 0));
    }
    table.print();
  }

  private void measure(Class<?> benchmark, Map<Placement, List<Cost>> costs)
      throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(benchmark.getName() + "\\.")
            .forks(1)
            .warmupIterations(seconds)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(seconds)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(CpuTime.class)
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-Xms512m", "-Xmx512m")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    for (RunResult run : new Runner(options).run()) {
      Placement placement = Placement.valueOf(run.getParams().getParam("placement"));
      Cost cost = new Cost(score(run, CpuTime.LABEL), score(run, ALLOCATED));
      costs.computeIfAbsent(placement, p -> new ArrayList<>()).add(cost);
      System.err.printf(
          "%s %s: %.0f ns CPU, %.0f B, %.0f ns on the clock%n",
          benchmark.getSimpleName(),
          placement,
          cost.cpuNanos,
          cost.bytes,
          run.getPrimaryResult().getScore());
    }
  }

  private static double score(RunResult run, String label) {
    return run.getSecondaryResults().get(label).getScore();
  }
}
