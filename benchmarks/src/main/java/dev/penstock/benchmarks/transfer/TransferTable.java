package dev.penstock.benchmarks.transfer;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.benchmarks.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Moves objects in each of several ways in turns, one and eight at a time, and prints the medians
 * and the ratio to the bare ways. Arguments: rounds, MiB of an object. Its standard input is the
 * standard output of {@link Having}.
 */
public final class TransferTable {
  private static final int WARM = 5;

  /** Small objects are moved more than once in a round, as a clock and a wake-up weigh too much. */
  private static final int BYTES_OF_A_ROUND = 64 << 20;

  private TransferTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    int rounds = Integer.parseInt(args[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Table table = new Table("MiB", "at a time", "way", "GB/s", "objects to it");
    try (StoreFolder folder = new StoreFolder();
        Wanting wanting = new Wanting(folder.path(), Offer.parse(in.readLine()))) {
      Map<String, IntConsumer> ways = new LinkedHashMap<>();
      ways.put("objects", wanting::objects);
      ways.put("SocketChannel, write", wanting::written);
      ways.put("SocketChannel, transferTo", wanting::sentFromFile);
      ways.put("NetSocket", wanting::netSockets);
      for (int atOnce : new int[] {1, 8}) {
        measure(ways, rounds, wanting.size(), atOnce, table);
      }
    }
    table.print();
  }

  private static void measure(
      Map<String, IntConsumer> ways, int rounds, int size, int atOnce, Table table) {
    int times = Math.max(1, BYTES_OF_A_ROUND / size / atOnce);
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    for (int round = 0; round < WARM + rounds; round++) {
      for (Map.Entry<String, IntConsumer> way : ways.entrySet()) {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
          way.getValue().accept(atOnce);
        }
        double taken = (System.nanoTime() - start) / 1e9;
        if (round >= WARM) {
          seconds.computeIfAbsent(way.getKey(), each -> new ArrayList<>()).add(taken);
        }
      }
    }
    double bytes = (double) size * atOnce * times;
    List<Double> objects = seconds.getOrDefault("objects", List.of());
    seconds.forEach(
        (way, all) -> {
          List<Double> ratios = new ArrayList<>();
          for (int i = 0; i < all.size(); i++) {
            ratios.add(all.get(i) / objects.get(i));
          }
          table.row(
              size >> 20,
              atOnce,
              way,
              Table.medianAndRange(all.stream().map(each -> bytes / each / 1e9).toList(), 2),
              String.format(Locale.ROOT, "%.2f", Table.median(ratios)));
        });
  }
}
