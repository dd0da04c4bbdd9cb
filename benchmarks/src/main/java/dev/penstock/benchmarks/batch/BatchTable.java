package dev.penstock.benchmarks.batch;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import dev.penstock.Threading;
import dev.penstock.benchmarks.Table;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Throughput of fixed batch sizes and of a {@code Batcher} that learns, in turns, and how long an
 * item waits that is alone. Arguments: rounds (default 3), milliseconds of each (default 1000).
 */
public final class BatchTable {
  private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16, 32, 64);
  private static final String LEARNED = "learned";
  private static final int CALLERS = 64;
  private static final int OFFERED_PER_SECOND = 60_000;
  private static final JsonObject DEVICE =
      new JsonObject().put("fixedMicros", 1000).put("itemMicros", 20);

  private final Loads loads;
  private final List<String> names;

  private BatchTable(Loads loads, List<String> names) {
    this.loads = loads;
    this.names = names;
  }

  /** Runs. */
  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int millis = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    List<BoundDeployment<?>> all = new ArrayList<>();
    for (int size : SIZES) {
      all.add(
          loadOf(
              String.valueOf(size),
              scorer(String.valueOf(size), FixedScorer.class).bind(DEVICE, size)));
    }
    JsonObject policy = new JsonObject().put("maxSize", CALLERS).put("latencyTarget", "20ms");
    all.add(loadOf(LEARNED, scorer(LEARNED, LearningScorer.class).bind(DEVICE, policy)));
    var application =
        Application.of("batch", Deployment.of("Loads", LoadList.class).bind(all))
            .requestTimeout(Duration.ofSeconds(60));
    var settings = new JsonObject("{\"http\": {\"port\": 0, \"eventLoops\": 1}}");
    try (var penstock = Penstock.settings(settings).run(application)) {
      List<String> names = new ArrayList<>(SIZES.stream().map(String::valueOf).toList());
      names.add(LEARNED);
      var table = new BatchTable(penstock.handle("batch", "Loads", Loads.class), names);
      table.throughput(rounds, millis);
      System.out.println();
      table.alone(200);
    }
  }

  private static Deployment<?> scorer(String name, Class<? extends Scorer> type) {
    return Deployment.of("Scorer-" + name, type)
        .threading(Threading.WORKER)
        .maxOngoing(2 * CALLERS)
        .maxQueued(1);
  }

  private static BoundDeployment<?> loadOf(String name, BoundDeployment<?> scorer) {
    return Deployment.of("Load-" + name, LoopLoad.class).bind(scorer);
  }

  private void throughput(int rounds, int millis) {
    Map<String, List<Double>> closed = new LinkedHashMap<>();
    Map<String, List<Double>> open = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (int load = 0; load < names.size(); load++) {
        int answers = await(loads.closed(load, CALLERS, millis));
        int inOpenLoop = await(loads.open(load, OFFERED_PER_SECOND, millis));
        if (round >= 0) {
          add(closed, names.get(load), answers * 1e3 / millis);
          add(open, names.get(load), inOpenLoop * 1e3 / millis);
        }
      }
    }
    double bestClosed = best(closed);
    double bestOpen = best(open);
    Table table =
        new Table("batch", "64 callers, items/s", "of best fixed", "open loop, items/s", "of best");
    closed.forEach(
        (name, rates) ->
            table.row(
                name,
                Table.median(rates, 0),
                share(rates, bestClosed),
                Table.median(open.getOrDefault(name, List.of()), 0),
                share(open.getOrDefault(name, List.of()), bestOpen)));
    table.print();
  }

  private static void add(Map<String, List<Double>> all, String name, double rate) {
    all.computeIfAbsent(name, first -> new ArrayList<>()).add(rate);
  }

  private static double best(Map<String, List<Double>> rates) {
    return rates.entrySet().stream()
        .filter(each -> !each.getKey().equals(LEARNED))
        .mapToDouble(each -> Table.median(each.getValue()))
        .max()
        .orElseThrow();
  }

  private static String share(List<Double> rates, double best) {
    return Table.medianAndRange(rates.stream().map(rate -> rate / best).toList(), 3);
  }

  /** After all that load. */
  private void alone(int calls) {
    List<Double> micros =
        await(loads.alone(names.indexOf(LEARNED), calls, 5)).stream()
            .map(nanos -> nanos / 1e3)
            .sorted()
            .toList();
    Table table = new Table("an item alone", "us from submit to the function");
    table.row("median", Table.median(micros, 1));
    table.row("99 %", Table.median(List.of(micros.get(calls * 99 / 100)), 1));
    table.row("longest", Table.median(List.of(micros.get(calls - 1)), 1));
    table.print();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
