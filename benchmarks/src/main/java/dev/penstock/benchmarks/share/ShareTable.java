package dev.penstock.benchmarks.share;

import dev.penstock.benchmarks.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Passes payloads of several sizes from one JVM to another, through the store and through a socket
 * in turns, and prints the medians and their ratios. Arguments: rounds (default 5), MiB of each
 * turn (default 256).
 */
public final class ShareTable {
  private static final int[] SIZES = {64 << 10, 1 << 20, 16 << 20};

  private static final int LEAST = 20;
  private static final int MOST = 10_000;

  /** Rounds that do not count: the code is compiled meanwhile. */
  private static final int WARM = 2;

  private ShareTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    long turn = (args.length > 1 ? Long.parseLong(args[1]) : 256) << 20;
    try (Sender sender = new Sender()) {
      printSizes(sender, rounds, turn);
      System.out.println();
      printHolds(sender, rounds);
    }
  }

  private static void printSizes(Sender sender, int rounds, long turn) throws IOException {
    Table table =
        new Table("KiB", "waiting", "store p50 us", "p99 us", "socket p50 us", "p99 us", "ratio");
    for (int size : SIZES) {
      int count = (int) Math.max(LEAST, Math.min(MOST, turn / size));
      Map<Way, List<Histogram>> turns = new EnumMap<>(Way.class);
      for (int round = 0; round < WARM + rounds; round++) {
        for (Way way : Way.values()) {
          Histogram nanos = sender.send(way, size, count);
          if (round >= WARM) {
            turns.computeIfAbsent(way, each -> new ArrayList<>()).add(nanos);
          }
        }
      }
      row(table, size, "poll", turns.get(Way.STORE_POLLING), turns.get(Way.SOCKET_POLLING));
      row(table, size, "sleep", turns.get(Way.STORE_SLEEPING), turns.get(Way.SOCKET_SLEEPING));
      row(
          table,
          size,
          "store polls, socket sleeps",
          turns.get(Way.STORE_POLLING),
          turns.get(Way.SOCKET_SLEEPING));
    }
    table.print();
  }

  private static void row(
      Table table, int size, String signal, List<Histogram> stores, List<Histogram> sockets) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      ratios.add(micros(sockets, 50).get(i) / micros(stores, 50).get(i));
    }
    table.row(
        String.format(Locale.ROOT, "%,d", size >> 10),
        signal,
        Table.median(micros(stores, 50), 1),
        Table.median(micros(stores, 99), 1),
        Table.median(micros(sockets, 50), 1),
        Table.median(micros(sockets, 99), 1),
        Table.medianAndRange(ratios, 2));
  }

  private static List<Double> micros(List<Histogram> turns, double percentile) {
    return turns.stream().map(turn -> turn.getValueAtPercentile(percentile) / 1e3).toList();
  }

  private static void printHolds(Sender sender, int rounds) throws IOException {
    List<Double> medians = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      long[] nanos = sender.hold();
      medians.add(nanos[0] / 1e3);
      high.add(nanos[1] / 1e3);
    }
    Table table = new Table("in the other process", "p50 us", "p99 us");
    table.row("acquire, release", Table.medianAndRange(medians, 2), Table.medianAndRange(high, 2));
    table.print();
  }
}
