package dev.penstock.store;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process of the torture, which may be killed at any point: a writer or a reader. */
final class TortureProcess {
  static final int BATCH = 8;

  private static final long MIB = 1 << 20;
  private static final int SMALLEST = 64 * 1024;
  private static final int MOST_KEPT = 24;
  private static final int MOST_HELD = 12;
  private static final long DRAINED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ObjectStore store;
  private final Random random;
  private final Deque<StoredObject> kept = new ArrayDeque<>();
  private final Deque<TorturePattern> held = new ArrayDeque<>();
  private final Map<TorturePattern, StoredObject> objects = new HashMap<>();

  private TortureProcess(ObjectStore store, Random random) {
    this.store = store;
    this.random = random;
  }

  /** With the directory and a seed. */
  public static void main(String[] arguments) {
    StoreSettings settings =
        new StoreSettings(
            Path.of(arguments[0]),
            96 * MIB,
            32 * MIB,
            0,
            true,
            () -> {
              System.gc();
              return false;
            },
            System::currentTimeMillis);
    try (ObjectStore store = ObjectStore.open(settings)) {
      System.out.println("open");
      Random random = new Random(Long.parseLong(arguments[1]));
      TortureProcess process = new TortureProcess(store, random);
      Scanner in = new Scanner(System.in, "UTF-8");
      while (in.hasNextLine()) {
        String line = in.nextLine();
        switch (line) {
          case "go" -> process.putSome();
          case "drain" -> process.drain();
          default -> process.read(TorturePattern.of(line));
        }
      }
    }
  }

  /**
   * Puts a batch and tells it line by line; what is let go at once or soon may be read too late.
   */
  private void putSome() {
    for (int i = 0; i < BATCH; i++) {
      long tag = random.nextLong();
      ObjectWriter writer = room();
      TorturePattern.fill(writer.buffer(), tag);
      StoredObject object = writer.seal();
      System.out.println(new TorturePattern(object.ref(), tag).line());
      if (random.nextInt(4) == 0) {
        object.release();
      } else {
        kept.addLast(object);
      }
      if (kept.size() > random.nextInt(MOST_KEPT)) {
        kept.removeFirst().release();
      }
    }
    System.out.println("done");
  }

  private ObjectWriter room() {
    int length = SMALLEST + random.nextInt((int) MIB - SMALLEST) / Long.BYTES * Long.BYTES;
    while (true) {
      try {
        return store.create(length);
      } catch (StoreFullException e) {
        System.out.println("full " + e.getMessage());
        kept.removeFirst().release();
      }
    }
  }

  private void read(TorturePattern pattern) {
    try {
      StoredObject object = store.acquire(pattern.ref());
      if (pattern.isWhole(object.view(this))) {
        System.out.println("read");
      } else {
        System.out.println("torn at first, " + pattern.ref());
      }
      held.addLast(pattern);
      objects.put(pattern, object);
    } catch (StaleObjectException e) {
      System.out.println("stale");
    }
    while (held.size() > random.nextInt(MOST_HELD)) {
      readAgain();
    }
  }

  private void readAgain() {
    TorturePattern pattern = held.removeFirst();
    StoredObject object = objects.remove(pattern);
    if (object == null) {
      throw new IllegalStateException("not held: " + pattern);
    }
    if (!pattern.isWhole(object.view(this))) {
      System.out.println("torn while held, " + pattern.ref());
    }
    object.release();
    System.out.println("verified");
  }

  /** Lets all go, and waits until it is recycled; tells the bytes that are left. */
  private void drain() {
    while (!held.isEmpty()) {
      readAgain();
    }
    kept.forEach(StoredObject::release);
    kept.clear();
    long end = System.nanoTime() + DRAINED_WITHIN_NANOS;
    while (store.status().objects() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    System.out.println("drained " + store.status().objectBytes());
  }
}
