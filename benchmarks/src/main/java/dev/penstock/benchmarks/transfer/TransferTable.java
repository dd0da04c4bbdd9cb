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
 * Moves objects in each of several ways in turns, one and eight at a time, and prints the medians,
 * the ratio to the bare ways, and the CPU time of both processes together. Arguments: rounds. Its
 * standard input is the standard output of {@link Having}.
 */
public final class TransferTable {
  private static final int WARM = 5;

  /** Small objects are moved more than once in a round, as a clock and a wake-up weigh too much. */
  private static final int BYTES_OF_A_ROUND = 64 << 20;

  private final int rounds;
  private final Wanting wanting;
  private final Map<String, IntConsumer> ways = new LinkedHashMap<>();
  private final Table table =
      new Table("MiB", "at a time", "way", "GB/s", "objects to it", "CPU ms/GB", "CPU to it");

  private TransferTable(int rounds, Wanting wanting) {
    this.rounds = rounds;
    this.wanting = wanting;
    ways.put("objects", wanting::objects);
    ways.put("SocketChannel, write", wanting::written);
    ways.put("SocketChannel, transferTo", wanting::sentFromFile);
    ways.put("NetSocket", wanting::netSockets);
  }

  /** Runs. */
  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (StoreFolder folder = new StoreFolder();
        Wanting wanting = new Wanting(folder.path(), Offer.parse(in.readLine()))) {
      TransferTable each = new TransferTable(Integer.parseInt(args[0]), wanting);
      each.measure(1);
      each.measure(8);
      each.table.print();
    }
  }

  /** What a way has taken. */
  private static final class Taken {
    final List<Double> seconds = new ArrayList<>();
    double cpu;
  }

  private void measure(int atOnce) {
    int times = Math.max(1, BYTES_OF_A_ROUND / wanting.size() / atOnce);
    double bytes = (double) wanting.size() * atOnce * times;
    Map<String, Taken> all = new LinkedHashMap<>();
    for (int round = 0; round < WARM + rounds; round++) {
      boolean counts = round >= WARM;
      ways.forEach(
          (name, way) -> {
            double cpu = wanting.cpu();
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
              way.accept(atOnce);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (counts) {
              Taken taken = all.computeIfAbsent(name, each -> new Taken());
              taken.seconds.add(seconds);
              taken.cpu += wanting.cpu() - cpu;
            }
          });
    }
    all.forEach((name, taken) -> row(atOnce, name, taken, all.get("objects"), bytes));
  }

  private void row(int atOnce, String name, Taken taken, Taken objects, double bytes) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      ratios.add(taken.seconds.get(i) / objects.seconds.get(i));
    }
    table.row(
        wanting.size() >> 20,
        atOnce,
        name,
        Table.medianAndRange(taken.seconds.stream().map(each -> bytes / each / 1e9).toList(), 2),
        String.format(Locale.ROOT, "%.2f", Table.median(ratios)),
        String.format(Locale.ROOT, "%.0f", taken.cpu / rounds / bytes * 1e12),
        String.format(Locale.ROOT, "%.2f", taken.cpu / objects.cpu));
  }
}
