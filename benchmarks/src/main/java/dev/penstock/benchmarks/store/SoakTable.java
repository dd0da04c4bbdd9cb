package dev.penstock.benchmarks.store;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.benchmarks.Table;
import dev.penstock.store.FreePieces;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.StoreStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Fills a store to 80 % with objects of random sizes and lifetimes, by several threads, and prints
 * how its memory looks from time to time and how long writing took. Fails if an object was
 * overwritten or did not come back. Arguments: minutes (default 1), seed (default 1).
 */
public final class SoakTable {
  private static final int SEGMENTS = 32;
  private static final double FILLED = 0.8;
  private static final int THREADS = 4;
  private static final int LOOKS = 6;
  private static final long CAPACITY = SEGMENTS * StoreFolder.SEGMENT;

  private final Table looks =
      new Table(
          "after s", "filled", "segments", "largest free of free", "largest free MiB", "maps");
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final AtomicLong filled = new AtomicLong();
  private final List<Soak> soaks = new ArrayList<>();
  private final long start = System.nanoTime();

  private SoakTable() {}

  /** Runs. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    Duration time = Duration.ofMinutes(args.length > 0 ? Long.parseLong(args[0]) : 1);
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    try (StoreFolder folder = new StoreFolder();
        ObjectStore store = ObjectStore.open(StoreFolder.settings(folder.path(), SEGMENTS, 1))) {
      new SoakTable().run(store, time, new SplittableRandom(seed));
    }
  }

  private void run(ObjectStore store, Duration time, SplittableRandom random)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Soak soak =
            new Soak(
                store,
                filled,
                (long) (CAPACITY * FILLED),
                lock.readLock(),
                start + time.toNanos(),
                random.split());
        soaks.add(soak);
        running.add(threads.submit(soak));
      }
      for (int i = 1; i <= LOOKS; i++) {
        look(store, running.get(0), start + time.toNanos() * i / (LOOKS + 1));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    looks.print();
    System.out.println();
    printLatencies();
    System.out.println();
    printEnd(store.status());
  }

  /** Looks at a time, unless a thread has failed by then. */
  private void look(ObjectStore store, Future<?> thread, long atNanos)
      throws IOException, InterruptedException, ExecutionException {
    try {
      thread.get(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      return;
    } catch (TimeoutException e) {
      lock.writeLock().lock();
    }
    try {
      FreePieces free = FreePieces.in(store.directory());
      long notMade = CAPACITY - free.segments() * StoreFolder.SEGMENT;
      long largest = Math.max(free.largest(), notMade);
      looks.row(
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
          ratio(filled.get(), CAPACITY),
          free.segments(),
          ratio(largest, free.bytes() + notMade),
          largest >> 20,
          maps());
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static String ratio(long part, long all) {
    return String.format(Locale.ROOT, "%.2f", (double) part / all);
  }

  /** How many mappings of segments the process has, deleted ones too. */
  private static long maps() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("penstock-benchmark-")).count();
    }
  }

  private void printLatencies() {
    Table table = new Table("us", "times", "p50", "p99", "p99.9", "max");
    row(table, "create", soak -> soak.creates);
    row(table, "without room at hand", soak -> soak.waits);
    row(table, "create, copy, seal", soak -> soak.puts);
    table.print();
  }

  private void row(Table table, String name, Function<Soak, Histogram> of) {
    Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    soaks.stream().map(of).forEach(nanos::add);
    table.row(
        name,
        nanos.getTotalCount(),
        micros(nanos.getValueAtPercentile(50)),
        micros(nanos.getValueAtPercentile(99)),
        micros(nanos.getValueAtPercentile(99.9)),
        micros(nanos.getMaxValue()));
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%,.1f", nanos / 1e3);
  }

  private void printEnd(StoreStatus status) {
    long full = soaks.stream().mapToLong(soak -> soak.full).sum();
    Table table = new Table("objects", "store full", "recycled", "left", "bytes left");
    table.row(status.puts(), full, status.recycled(), status.objects(), status.objectBytes());
    table.print();
    if (status.recycled() != status.puts() || status.objectBytes() != 0) {
      throw new IllegalStateException("not all memory came back");
    }
  }
}
