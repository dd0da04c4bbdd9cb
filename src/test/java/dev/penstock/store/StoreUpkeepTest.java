package dev.penstock.store;

import static dev.penstock.store.OpenStore.KIB;
import static dev.penstock.store.OpenStore.MIB;
import static dev.penstock.store.OpenStore.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store does by itself, and what it says of itself. */
class StoreUpkeepTest {
  private static final long OWNER = 42;

  private final Semaphore looked = new Semaphore(0);
  private final Semaphore made = new Semaphore(0);
  private final AtomicBoolean diskIsFull = new AtomicBoolean();
  private final AtomicBoolean othersFail = new AtomicBoolean();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private ObjectStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    StoreSettings settings =
        new StoreSettings(directory, 2 * MIB, MIB, 1, true, () -> false, now::get);
    Client client = Client.here(0, OWNER);
    SegmentMaker files = new SegmentFiles(directory, client, ChronicleMemory::map);
    SegmentMaker maker =
        (number, length) -> {
          boolean full = diskIsFull.get();
          made.release();
          if (full) {
            throw new IOException("No space left on device");
          }
          return files.make(number, length);
        };
    store = OpenStore.open(settings, directory, client, maker, this::onSweep);
  }

  private void onSweep() {
    looked.release();
    if (othersFail.get()) {
      throw new OutOfMemoryError("not really");
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Until the store has begun to look, and has looked at all, after this call. */
  private void awaitLook() throws InterruptedException {
    looked.drainPermits();
    assertThat(looked.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void seesByItselfThatALeaseHasLapsed() throws InterruptedException {
    StoredObject object = put(store, 5_000, 1);
    object.lend(Duration.ofSeconds(1));
    object.release();
    awaitLook();
    assertThat(store.status().waitingObjects()).isEqualTo(1);
    assertThat(store.status().waitingBytes()).isEqualTo(8 * KIB);

    now.addAndGet(1_000);
    awaitLook();

    assertThat(store.status().waitingObjects()).isZero();
    assertThat(store.status().waitingBytes()).isZero();
    assertThat(store.status().objectBytes()).isZero();
  }

  @Test
  void goesOnLookingWhenSomethingOfOthersFails() throws InterruptedException {
    othersFail.set(true);
    awaitLook();
    awaitLook();
  }

  @Test
  void triesAgainToGrowAheadWhenItCouldNot() throws InterruptedException {
    assertThat(made.tryAcquire(20, TimeUnit.SECONDS)).as("the first segment").isTrue();
    diskIsFull.set(true);
    put(store, (int) MIB, 1);
    assertThat(made.tryAcquire(20, TimeUnit.SECONDS)).as("tries at once").isTrue();
    assertThat(made.tryAcquire(20, TimeUnit.SECONDS)).as("tries later on").isTrue();
    diskIsFull.set(false);

    assertThat(made.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    awaitLook();
    assertThat(store.tryCreate(MIB)).isNotNull();
  }

  @Test
  void whoIsInterruptedWaitsForRoomAllTheSame() {
    put(store, (int) (700 * KIB), 1);
    Thread.currentThread().interrupt();

    ObjectWriter writer = store.create(700 * KIB);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(writer.seal().length()).isEqualTo(700 * KIB);
  }

  @Test
  void whereThereIsRoomAFutureIsCompleteAtOnce() {
    assertThat(store.createAsync(700 * KIB)).isCompleted();
  }

  @Test
  void saysHowOldTheOldestObjectIs() {
    assertThat(store.status().oldest()).isZero();
    StoredObject first = put(store, 10, 1);
    now.addAndGet(3_000);
    put(store, 10, 2);
    now.addAndGet(2_000);

    assertThat(store.status().oldest()).isEqualTo(Duration.ofSeconds(5));
    first.release();
    assertThat(store.status().oldest()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void asksOthersForTheirObjectsAndKnowsItsOwnSegments() {
    assertStale(new ObjectRef(OWNER + 1, 0, 0, 1, 10), "its owner is unknown");
    assertStale(new ObjectRef(OWNER, 1, 0, 1, 10), "its segment is gone");
    assertStale(new ObjectRef(OWNER, -1, 0, 1, 10), "its segment is gone");
    assertStale(new ObjectRef(OWNER, 0, Integer.MIN_VALUE, 1, 10), "64 slots");
  }

  private void assertStale(ObjectRef ref, String why) {
    assertThatThrownBy(() -> store.acquire(ref))
        .isInstanceOf(StaleObjectException.class)
        .hasMessageContaining(why);
  }
}
