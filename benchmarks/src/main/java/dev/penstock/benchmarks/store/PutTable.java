package dev.penstock.benchmarks.store;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.benchmarks.Table;
import dev.penstock.benchmarks.Turns;
import dev.penstock.message.PayloadMemory;
import dev.penstock.message.ScopeCost;
import dev.penstock.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * Writes objects of several sizes, with several of them alive, next to plain copies between native
 * buffers, and prints the ratios; then what the store and a scope cost without a copy. Arguments:
 * rounds (default 5), milliseconds of CPU time of each turn (default 200).
 */
public final class PutTable {
  private static final int[] SIZES = {64 << 10, 1 << 20, 16 << 20, 64 << 20};
  private static final int[] ALIVE = {1, 4};

  /** One for each object that is alive and as large as a segment, and some for growing ahead. */
  private static final int SEGMENTS = 8;

  private static final String OBJECT = "object";
  private static final String BLOB = "blob";
  private static final String COPY = "copy";

  private final int rounds;
  private final int millis;

  private PutTable(int rounds, int millis) {
    this.rounds = rounds;
    this.millis = millis;
  }

  /** Runs. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    new PutTable(rounds, args.length > 1 ? Integer.parseInt(args[1]) : 200).run();
  }

  private void run() throws IOException {
    try (StoreFolder own = new StoreFolder();
        StoreFolder ofBlobs = new StoreFolder();
        ObjectStore store = ObjectStore.open(own.settings(SEGMENTS))) {
      PayloadMemory.open(ofBlobs.settings(SEGMENTS), PayloadMemory.DEFAULT_THRESHOLD);
      try {
        printCopies(store);
        System.out.println();
        printCosts(store);
      } finally {
        PayloadMemory.close();
      }
    }
  }

  private void printCopies(ObjectStore store) {
    Table table =
        new Table(
            "KiB",
            "alive",
            "copy GB/s",
            "object GB/s",
            "object to copy",
            "blob GB/s",
            "blob to copy");
    for (int size : SIZES) {
      ByteBuffer source = source(size);
      for (int alive : ALIVE) {
        Turns turns = new Turns();
        try (Ring copies = Ring.ofBuffers(alive, source);
            Ring objects = Ring.ofObjects(alive, store, source);
            Ring blobs = Ring.ofBlobs(alive, source)) {
          turns.add(COPY, copies);
          turns.add(OBJECT, objects);
          turns.add(BLOB, blobs);
          turns.run(rounds, millis);
        }
        table.row(
            String.format(Locale.ROOT, "%,d", size >> 10),
            alive,
            gigabytesPerSecond(turns, COPY, size),
            gigabytesPerSecond(turns, OBJECT, size),
            Table.medianAndRange(turns.speed(OBJECT, COPY), 2),
            gigabytesPerSecond(turns, BLOB, size),
            Table.medianAndRange(turns.speed(BLOB, COPY), 2));
      }
    }
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

  private void printCosts(ObjectStore store) {
    Table table = new Table("without a copy", "ns");
    String empty = "create, seal, recycle";
    Turns turns = new Turns();
    try (Ring objects = Ring.ofEmptyObjects(4, store, 1 << 20);
        ScopeCost scopes = new ScopeCost()) {
      turns.add(empty, objects);
      turns.add("a call's scope with nothing", scopes::none);
      turns.add("with a tensor of 1 MiB, received and closed", scopes::one);
      turns.run(rounds, millis);
    }
    table.row(empty + " of 1 MiB", Table.medianAndRange(turns.nanos(empty), 0));
    String with = "with a tensor of 1 MiB, received and closed";
    String without = "a call's scope with nothing";
    table.row(without, Table.medianAndRange(turns.nanos(without), 0));
    table.row(with, Table.medianAndRange(turns.nanos(with), 0));
    table.row("the tensor alone", Table.medianAndRange(turns.more(with, without), 0));
    table.print();
  }
}
