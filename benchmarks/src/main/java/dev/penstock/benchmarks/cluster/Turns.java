package dev.penstock.benchmarks.cluster;

import dev.penstock.benchmarks.Table;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Two subjects that are measured in turns, and their rows in a table. */
final class Turns {
  private static final int WARM = 3;

  private final Table table;

  /**
   * What is measured.
   *
   * @param run does it many times and gives the nanoseconds of each, and last of all together
   */
  record Subject(String name, Supplier<Future<List<Long>>> run) {}

  Turns(String what, String reference) {
    this.table =
        new Table(
            what,
            "at a time",
            "p50 us",
            "p99 us",
            "a second",
            "p50, " + reference,
            "rate, " + reference);
  }

  /** Measures the other one next to the reference. */
  void run(int rounds, int window, Subject reference, Subject other) {
    List<List<Long>> theirs = new ArrayList<>();
    List<List<Long>> mine = new ArrayList<>();
    for (int round = 0; round < WARM + rounds; round++) {
      List<Long> first = await(reference.run.get());
      List<Long> second = await(other.run.get());
      if (round >= WARM) {
        theirs.add(first);
        mine.add(second);
      }
    }
    row(reference.name, window, theirs, theirs);
    row(other.name, window, mine, theirs);
  }

  private void row(String name, int window, List<List<Long>> mine, List<List<Long>> theirs) {
    List<Double> median = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    List<Double> rate = new ArrayList<>();
    List<Double> medianRatio = new ArrayList<>();
    List<Double> rateRatio = new ArrayList<>();
    for (int i = 0; i < mine.size(); i++) {
      List<Long> its = mine.get(i);
      median.add(percentile(its, 50) / 1e3);
      high.add(percentile(its, 99) / 1e3);
      rate.add(perSecond(its));
      medianRatio.add((double) percentile(its, 50) / percentile(theirs.get(i), 50));
      rateRatio.add(perSecond(its) / perSecond(theirs.get(i)));
    }
    table.row(
        name,
        window,
        Table.median(median, 1),
        Table.median(high, 1),
        Table.median(rate, 0),
        Table.medianAndRange(medianRatio, 2),
        Table.medianAndRange(rateRatio, 2));
  }

  void print() {
    table.print();
    System.out.println();
  }

  private static long percentile(List<Long> nanos, int percent) {
    List<Long> sorted = nanos.subList(0, nanos.size() - 1).stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private static double perSecond(List<Long> nanos) {
    return (nanos.size() - 1) / (nanos.get(nanos.size() - 1) / 1e9);
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
