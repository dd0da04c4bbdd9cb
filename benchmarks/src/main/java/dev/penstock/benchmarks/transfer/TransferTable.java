package dev.penstock.benchmarks.transfer;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.benchmarks.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Moves an object of 64 MiB in each of several ways in turns, and prints the medians and the ratio
 * to the bare ones. Arguments: rounds (default 15), MiB (default 64).
 */
public final class TransferTable {
  private static final int WARM = 6;

  private TransferTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    int size = (args.length > 1 ? Integer.parseInt(args[1]) : 64) << 20;
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    try (StoreFolder from = new StoreFolder();
        StoreFolder to = new StoreFolder();
        Hosts hosts = new Hosts(from.path(), to.path(), size);
        BareSockets bare = new BareSockets(size)) {
      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("objects", hosts::move);
      ways.put("SocketChannel", bare::moveByChannel);
      ways.put("SocketChannel, to one buffer", bare::moveByChannelToOneBuffer);
      ways.put("NetSocket", bare::moveByNetSocket);
      ways.put("sendFile", bare::sendFile);
      for (int round = 0; round < WARM + rounds; round++) {
        for (Map.Entry<String, Way> way : ways.entrySet()) {
          long start = System.nanoTime();
          way.getValue().move();
          double taken = (System.nanoTime() - start) / 1e9;
          if (round >= WARM) {
            seconds.computeIfAbsent(way.getKey(), each -> new ArrayList<>()).add(taken);
          }
        }
      }
    }
    print(seconds, size);
  }

  /** One way to move the bytes. */
  private interface Way {
    void move() throws IOException;
  }

  private static void print(Map<String, List<Double>> seconds, int size) {
    List<Double> objects = seconds.getOrDefault("objects", List.of());
    Table table = new Table("way", "GB/s", "objects to it");
    seconds.forEach(
        (way, all) -> {
          List<Double> speeds = all.stream().map(each -> size / each / 1e9).toList();
          List<Double> ratios = new ArrayList<>();
          for (int i = 0; i < all.size(); i++) {
            ratios.add(all.get(i) / objects.get(i));
          }
          table.row(
              way,
              Table.medianAndRange(speeds, 2),
              String.format(Locale.ROOT, "%.2f", Table.median(ratios)));
        });
    table.print();
  }
}
