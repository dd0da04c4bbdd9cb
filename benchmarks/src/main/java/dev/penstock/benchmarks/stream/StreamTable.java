package dev.penstock.benchmarks.stream;

import com.sun.management.OperatingSystemMXBean;
import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import dev.penstock.benchmarks.Table;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/**
 * Streams items of 100 bytes from one replica to another on another event loop, and sends the same
 * items as one bare {@code runOnContext} each, in turns. Arguments: rounds (default 7), items of
 * each turn (default 1,000,000).
 */
public final class StreamTable {
  private static final int WARM = 3;

  private record Cost(double clock, double cpu) {}

  private StreamTable() {}

  /** Runs. */
  public static void main(String[] args) throws TimeoutException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    int items = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    var feed = Deployment.of("Feed", Feeding.class).bind();
    var sink = Deployment.of("Sink", Sinking.class).bind(feed);
    JsonObject settings =
        new JsonObject()
            .put("http", new JsonObject().put("port", 0).put("eventLoops", 2))
            .put("store", new JsonObject().put("initial", 0));
    try (Penstock penstock = Penstock.settings(settings).run(Application.of("stream", sink))) {
      Sink target = penstock.handle("stream", "Sink", Sink.class);
      Map<String, IntFunction<Future<String>>> ways = new LinkedHashMap<>();
      ways.put("bare tasks", target::tasks);
      ways.put("stream of texts", target::texts);
      ways.put("stream of bytes, copied", target::bytes);
      Map<String, List<Cost>> costs = new LinkedHashMap<>();
      for (int round = 0; round < WARM + rounds; round++) {
        for (var way : ways.entrySet()) {
          Cost cost = cost(way.getValue(), items);
          if (round >= WARM) {
            costs.computeIfAbsent(way.getKey(), any -> new ArrayList<>()).add(cost);
          }
        }
      }
      print(costs);
    }
  }

  private static Cost cost(IntFunction<Future<String>> way, int items) throws TimeoutException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    String thread = way.apply(items).await(60, TimeUnit.SECONDS);
    double clock = (double) (System.nanoTime() - start) / items;
    if (!thread.startsWith("vert.x-eventloop")) {
      throw new IllegalStateException(thread);
    }
    return new Cost(clock, (double) (system.getProcessCpuTime() - cpu) / items);
  }

  private static void print(Map<String, List<Cost>> costs) {
    List<Cost> bare = costs.values().iterator().next();
    Table table =
        new Table("items", "ns on the clock", "CPU ns", "items a second, to bare", "CPU, to bare");
    costs.forEach(
        (way, all) -> {
          List<Double> speed = new ArrayList<>();
          List<Double> cpu = new ArrayList<>();
          for (int i = 0; i < all.size(); i++) {
            speed.add(bare.get(i).clock / all.get(i).clock);
            cpu.add(all.get(i).cpu / bare.get(i).cpu);
          }
          table.row(
              way,
              Table.median(all.stream().map(Cost::clock).toList(), 0),
              Table.median(all.stream().map(Cost::cpu).toList(), 0),
              Table.medianAndRange(speed, 2),
              Table.medianAndRange(cpu, 2));
        });
    table.print();
  }
}
