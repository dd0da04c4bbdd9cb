package dev.penstock.message;

import dev.penstock.store.StoreSettings;
import dev.penstock.store.StoreStatus;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The store of this JVM, open in a directory of a test, with a clock that the test moves. */
final class TestStore implements AutoCloseable {
  /** From how many bytes on payloads are large. */
  static final int THRESHOLD = 1024;

  private static final long MIB = 1 << 20;

  private final AtomicLong millis = new AtomicLong(System.currentTimeMillis());

  /** Four segments of 1 MiB fit; one is made at once. */
  TestStore(Path directory) {
    PayloadMemory.open(
        new StoreSettings(
            directory,
            4 * MIB,
            MIB,
            1,
            true,
            () -> {
              System.gc();
              return false;
            },
            millis::get),
        THRESHOLD);
  }

  StoreStatus status() {
    return PayloadMemory.status().orElseThrow();
  }

  int objects() {
    return status().objects();
  }

  /** How many objects were ever written. */
  long puts() {
    return status().puts();
  }

  void passes(long time) {
    millis.addAndGet(time);
  }

  @Override
  public void close() {
    PayloadMemory.close();
  }
}
