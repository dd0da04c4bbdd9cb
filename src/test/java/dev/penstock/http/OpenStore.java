package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.message.PayloadMemory;
import dev.penstock.store.StoreSettings;
import dev.penstock.store.StoreStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The store of this JVM, open in a directory of its own; freed memory is poisoned. */
final class OpenStore implements AutoCloseable {
  static final int THRESHOLD = 64 << 10;

  OpenStore(Path directory, long capacity) {
    PayloadMemory.open(
        new StoreSettings(
            directory.resolve("store"),
            capacity,
            4 << 20,
            1,
            true,
            () -> false,
            System::currentTimeMillis),
        THRESHOLD);
  }

  StoreStatus status() {
    return PayloadMemory.status().orElseThrow();
  }

  /** Bytes of objects, and of room for some. */
  long used() {
    return status().objectBytes();
  }

  /** Waits until nothing is in the store. */
  void awaitEmpty() {
    await(() -> used() == 0 && status().objects() == 0);
  }

  /** Waits until nothing is in the store and nobody can reach a view. */
  void awaitCollected() {
    await(
        () -> {
          System.gc();
          return used() == 0;
        });
  }

  /** Waits for what other threads will do. */
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    PayloadMemory.close();
  }
}
