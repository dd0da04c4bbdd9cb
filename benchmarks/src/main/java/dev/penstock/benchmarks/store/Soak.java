package dev.penstock.benchmarks.store;

import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoreFullException;
import dev.penstock.store.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import org.HdrHistogram.Histogram;

/**
 * One thread of a soak: writes objects of random sizes, keeps each for a random while, and checks
 * its bytes before it lets it go. All threads together keep the store filled to a mark. What is
 * measured may be read when the thread has ended.
 */
final class Soak implements Runnable {
  private static final int SMALLEST = 64 << 10;
  private static final int LARGEST = 32 << 20;
  private static final int PAGE = 4096;

  /** Of all threads. */
  private static final AtomicLong NUMBERS = new AtomicLong();

  final Histogram creates = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
  final Histogram puts = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);

  /** Creations that found no room at once, also those that found none at all. */
  final Histogram waits = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);

  long full;

  private final ObjectStore store;
  private final AtomicLong filled;
  private final long mark;
  private final Lock working;
  private final long endNanos;
  private final SplittableRandom random;
  private final ByteBuffer source = ByteBuffer.allocateDirect(LARGEST);
  private final List<Kept> kept = new ArrayList<>();

  private record Kept(StoredObject object, long number) {}

  /**
   * A thread's work.
   *
   * @param filled bytes of objects, shared by all threads
   * @param mark to which the store is filled
   * @param working held while something changes
   * @param endNanos by {@link System#nanoTime()}
   */
  Soak(
      ObjectStore store,
      AtomicLong filled,
      long mark,
      Lock working,
      long endNanos,
      SplittableRandom random) {
    this.store = store;
    this.filled = filled;
    this.mark = mark;
    this.working = working;
    this.endNanos = endNanos;
    this.random = random;
  }

  @Override
  public void run() {
    while (System.nanoTime() - endNanos < 0) {
      working.lock();
      try {
        step();
      } finally {
        working.unlock();
      }
    }
    while (!kept.isEmpty()) {
      letGo();
    }
  }

  private void step() {
    int size = size();
    while (filled.addAndGet(size) > mark) {
      filled.addAndGet(-size);
      if (kept.isEmpty()) {
        return; // the others have it all
      }
      letGo();
    }
    try {
      put(size);
    } catch (StoreFullException e) {
      full++;
      filled.addAndGet(-size);
      if (!kept.isEmpty()) {
        letGo();
      }
    }
  }

  /** As many of each order of magnitude. */
  private int size() {
    double scale = Math.log((double) LARGEST / SMALLEST);
    return (int) (SMALLEST * Math.exp(random.nextDouble() * scale)) / PAGE * PAGE;
  }

  private void put(int size) {
    long number = NUMBERS.incrementAndGet();
    source.clear().limit(size).putLong(0, number).putLong(size - Long.BYTES, number);
    long start = System.nanoTime();
    ObjectWriter writer = store.tryCreate(size);
    if (writer == null) {
      try {
        writer = store.create(size);
      } finally {
        waits.recordValue(System.nanoTime() - start);
      }
    }
    creates.recordValue(System.nanoTime() - start);
    writer.buffer().put(source);
    StoredObject object = writer.seal();
    puts.recordValue(System.nanoTime() - start);
    kept.add(new Kept(object, number));
  }

  private void letGo() {
    int at = random.nextInt(kept.size());
    Kept one = kept.get(at);
    kept.set(at, kept.get(kept.size() - 1));
    kept.remove(kept.size() - 1);
    ByteBuffer bytes = one.object.view(this);
    int last = bytes.limit() - Long.BYTES;
    bytes.order(source.order());
    if (bytes.getLong(0) != one.number || bytes.getLong(last) != one.number) {
      throw new IllegalStateException("object " + one.object.ref() + " was overwritten");
    }
    filled.addAndGet(-bytes.limit());
    one.object.release();
  }
}
