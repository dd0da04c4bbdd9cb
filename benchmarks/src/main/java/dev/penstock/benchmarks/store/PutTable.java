package dev.penstock.benchmarks.store;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.benchmarks.Table;
import dev.penstock.benchmarks.Turns;
import dev.penstock.message.PayloadMemory;
import dev.penstock.message.ScopeCost;
import dev.penstock.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes objects of several sizes, with several of them alive, next to plain copies between native
 * buffers, and prints the ratios; then what the store and a scope cost without a copy. Arguments:
 * rounds (default 5), milliseconds of CPU time of each turn (default 150).
 */
public final class PutTable {
  private static final int[] SIZES = {64 << 10, 1 << 20, 16 << 20, 64 << 20};
  private static final int[] ALIVE = {1, 4};

  /** One for each object that is alive and as large as a segment, and some for growing ahead. */
  private static final int SEGMENTS = 8;

  private static final String OBJECT = "object";
  private static final String BLOB = "blob";
  private static final String COPY = "copy";
  private static final String EMPTY = "create, seal, recycle of 1 MiB";
  private static final String NOTHING = "a call's scope with nothing";
  private static final String TENSOR = "with a tensor of 1 MiB, received and closed";

  private record Case(int size, int alive) {}

  private final Map<Case, Turns> copies = new LinkedHashMap<>();
  private final Turns costs = new Turns();
  private final int millis;

  private PutTable(int millis) {
    this.millis = millis;
    for (int size : SIZES) {
      for (int alive : ALIVE) {
        copies.put(new Case(size, alive), new Turns());
      }
    }
  }

  /** Runs. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    PutTable puts = new PutTable(args.length > 1 ? Integer.parseInt(args[1]) : 150);
    for (int round = 0; round < rounds; round++) {
      puts.round();
    }
    puts.printCopies();
    System.out.println();
    puts.printCosts();
  }

  /** In new memory each time: where the pages of a buffer happen to lie makes a difference. */
  private void round() throws IOException {
    try (StoreFolder own = new StoreFolder();
        StoreFolder ofBlobs = new StoreFolder();
        ObjectStore store = ObjectStore.open(own.settings(SEGMENTS))) {
      PayloadMemory.open(ofBlobs.settings(SEGMENTS), PayloadMemory.DEFAULT_THRESHOLD);
      try {
        copies.forEach((each, turns) -> copy(each, turns, store));
        spend(store);
      } finally {
        PayloadMemory.close();
      }
    }
  }

  private void copy(Case each, Turns turns, ObjectStore store) {
    ByteBuffer source = source(each.size);
    try (Ring buffers = Ring.ofBuffers(each.alive, source);
        Ring objects = Ring.ofObjects(each.alive, store, source);
        Ring blobs = Ring.ofBlobs(each.alive, source)) {
      turns.set(COPY, buffers);
      turns.set(OBJECT, objects);
      turns.set(BLOB, blobs);
      turns.round(millis);
    }
  }

  private void spend(ObjectStore store) {
    try (Ring objects = Ring.ofEmptyObjects(4, store, 1 << 20);
        ScopeCost scopes = new ScopeCost()) {
      costs.set(EMPTY, objects);
      costs.set(NOTHING, scopes::none);
      costs.set(TENSOR, scopes::one);
      costs.round(millis);
    }
  }

  private void printCopies() {
    Table table =
        new Table(
            "KiB",
            "alive",
            "copy GB/s",
            "object GB/s",
            "object to copy",
            "blob GB/s",
            "blob to copy");
    copies.forEach(
        (each, turns) ->
            table.row(
                String.format(Locale.ROOT, "%,d", each.size >> 10),
                each.alive,
                gigabytesPerSecond(turns, COPY, each.size),
                gigabytesPerSecond(turns, OBJECT, each.size),
                Table.medianAndRange(turns.speed(OBJECT, COPY), 2),
                gigabytesPerSecond(turns, BLOB, each.size),
                Table.medianAndRange(turns.speed(BLOB, COPY), 2)));
    table.print();
  }

  private static ByteBuffer source(int size) {
    ByteBuffer source = ByteBuffer.allocateDirect(size);
    while (source.hasRemaining()) {
      source.put((byte) source.position());
    }
    return source;
  }

  private static String gigabytesPerSecond(Turns turns, String name, int size) {
    List<Double> speeds = turns.nanos(name).stream().map(nanos -> size / nanos).toList();
    return Table.median(speeds, 2);
  }

  private void printCosts() {
    Table table = new Table("without a copy", "ns");
    for (String each : List.of(EMPTY, NOTHING, TENSOR)) {
      table.row(each, Table.medianAndRange(costs.nanos(each), 0));
    }
    table.row("the tensor alone", Table.medianAndRange(costs.more(TENSOR, NOTHING), 0));
    table.print();
  }
}
