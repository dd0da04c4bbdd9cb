package dev.penstock.benchmarks.calls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs of a call benchmark, each in a new JVM. */
final class ForkedRun {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final Class<?> benchmark;
  private final ChainedOptionsBuilder options;

  /** What one call cost. */
  record Cost(double cpuNanos, double bytes) {}

  /**
   * Of that benchmark.
   *
   * @param seconds measured, after as many to warm up
   */
  ForkedRun(Class<?> benchmark, int seconds) {
    this.benchmark = benchmark;
    this.options =
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
            .verbosity(VerboseMode.SILENT);
  }

  /** With those values of a parameter. */
  ForkedRun with(String parameter, String... values) {
    options.param(parameter, values);
    return this;
  }

  /** Runs with each value of that parameter; what each cost. */
  Map<String, Cost> by(String parameter) throws RunnerException {
    Map<String, Cost> costs = new LinkedHashMap<>();
    for (RunResult run : new Runner(options.build()).run()) {
      String value = run.getParams().getParam(parameter);
      Cost cost = new Cost(score(run, CpuTime.LABEL), score(run, ALLOCATED));
      costs.put(value, cost);
      System.err.printf(
          "%s %s: %.0f ns CPU, %.0f B, %.0f ns on the clock%n",
          benchmark.getSimpleName(),
          value,
          cost.cpuNanos,
          cost.bytes,
          run.getPrimaryResult().getScore());
    }
    return costs;
  }

  /** The CPU times of the one by those of the other, of each round. */
  static List<Double> ratios(List<Cost> ones, List<Cost> others) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ones.size(); round++) {
      ratios.add(ones.get(round).cpuNanos / others.get(round).cpuNanos);
    }
    return ratios;
  }

  private static double score(RunResult run, String label) {
    return run.getSecondaryResults().get(label).getScore();
  }
}
