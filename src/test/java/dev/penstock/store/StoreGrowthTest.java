package dev.penstock.store;

import static dev.penstock.store.OpenStore.KIB;
import static dev.penstock.store.OpenStore.MIB;
import static dev.penstock.store.OpenStore.assertFilled;
import static dev.penstock.store.OpenStore.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store does when its segments have no room: on files, with a maker that can fail. */
class StoreGrowthTest {
  private static final long CAPACITY = 2 * MIB;

  @TempDir private Path directory;
  private final AtomicBoolean diskIsFull = new AtomicBoolean();

  /** Segments are made from then on. */
  private volatile CountDownLatch mayMake = new CountDownLatch(0);

  private final AtomicInteger pressure = new AtomicInteger();
  private final AtomicLong now = new AtomicLong(1_000_000);

  /** How long it takes to ask for unused objects. */
  private volatile long pressureMillis;

  private final List<Runnable> onPressure = new ArrayList<>();
  private ObjectStore store;

  @BeforeEach
  void open() {
    StoreSettings settings =
        new StoreSettings(directory, CAPACITY, MIB, 1, true, this::press, now::get);
    Client client = Client.here(0, 42);
    SegmentMaker files = new SegmentFiles(directory, client, ChronicleMemory::map);
    SegmentMaker maker =
        (number, length) -> {
          if (diskIsFull.get()) {
            throw new IOException("No space left on device");
          }
          await(mayMake);
          return files.make(number, length);
        };
    store = OpenStore.open(settings, directory, client, maker);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private boolean press() {
    pressure.incrementAndGet();
    now.addAndGet(pressureMillis);
    onPressure.forEach(Runnable::run);
    System.gc();
    return !onPressure.isEmpty();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void growsWhereAnObjectFindsNoRoom() throws IOException {
    StoredObject first = put(store, (int) (600 * KIB), 1);
    StoredObject second = put(store, (int) (600 * KIB), 2);

    assertFilled(first.view(this), 1);
    assertFilled(second.view(this), 2);
    assertThat(files()).containsExactly("seg-000000000000002a-0.pss", "seg-000000000000002a-1.pss");
  }

  @Test
  void growsAheadOfNeedOnItsOwnThread() {
    store.create(800 * KIB).seal();

    CompletableFuture<ObjectWriter> behindIt = store.createAsync(CAPACITY);
    assertThat(behindIt).failsWithin(20, TimeUnit.SECONDS);

    assertThat(store.status().segments()).isEqualTo(2);
    assertThat(store.tryCreate(MIB)).isNotNull();
  }

  @Test
  void whoMayNotWaitGetsNothingUntilTheStoreHasGrown() throws Exception {
    StoredObject first = put(store, (int) (600 * KIB), 1);

    assertThat(store.tryCreate(600 * KIB)).isNull();
    assertThat(store.status().segments()).as("nobody asked for more").isEqualTo(1);
    CompletableFuture<String> thread =
        store.createAsync(600 * KIB).thenApply(writer -> Thread.currentThread().getName());

    assertThat(thread.get(20, TimeUnit.SECONDS)).isIn("penstock-store", "main");
    assertThat(store.tryCreate(300 * KIB)).isNotNull();
    first.release();
  }

  @Test
  void whatIsDoneOnTheStoresThreadMayCreateToo() throws Exception {
    put(store, (int) (700 * KIB), 1);

    CompletableFuture<StoredObject> second =
        store.createAsync(700 * KIB).thenApply(writer -> put(store, (int) (300 * KIB), 2));

    assertFilled(second.get(20, TimeUnit.SECONDS).view(this), 2);
  }

  @Test
  void whoWaitsNoLongerLeavesTheRoomToOthers() {
    mayMake = new CountDownLatch(1);
    put(store, (int) (700 * KIB), 1);
    CompletableFuture<ObjectWriter> given = store.createAsync(900 * KIB);
    assertThat(given.cancel(false)).as("it still waits").isTrue();
    mayMake.countDown();

    ObjectWriter other = store.create(MIB);

    assertThat(other.buffer().capacity()).isEqualTo(MIB);
  }

  @Test
  void emptySegmentsMakeRoomForALargerObject() throws IOException {
    StoredObject first = put(store, (int) MIB, 1);
    StoredObject second = put(store, (int) MIB, 2);
    first.release();
    second.release();

    StoredObject large = put(store, (int) (3 * MIB / 2), 3);

    assertFilled(large.view(this), 3);
    assertThat(files()).containsExactly("seg-000000000000002a-2.pss");
    assertThatThrownBy(() -> store.acquire(first.ref()))
        .isInstanceOf(StaleObjectException.class)
        .hasMessageContaining("segment is gone");
    assertThat(store.tryCreate(500 * KIB)).as("what the capacity leaves is used").isNull();
    assertThat(store.create(500 * KIB)).isNotNull();
  }

  @Test
  void deletedSegmentsCountAsLongAsTheyAreViewed() {
    List<ByteBuffer> kept = new ArrayList<>();
    StoredObject first = put(store, (int) MIB, 1);
    StoredObject second = put(store, (int) MIB, 2);
    kept.add(first.view(this));
    first.release();
    second.release();

    assertThatThrownBy(() -> store.create(3 * MIB / 2))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("1048576 bytes of deleted segments are still viewed");
    assertThat(kept.get(0).get(0)).isEqualTo((byte) 0xDE);

    kept.clear();
    now.addAndGet(1_000);
    assertThat(store.create(3 * MIB / 2)).isNotNull();
  }

  @Test
  void aFullStoreSaysHowFullItIs() {
    StoredObject first = put(store, (int) MIB, 1);
    StoredObject second = put(store, (int) (MIB - 8 * KIB), 2);

    assertThatThrownBy(() -> store.create(10_000))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("10000 bytes")
        .hasMessageContaining("2088960 of 2097152 bytes are in use by 2 objects")
        .hasMessageContaining("largest free piece has 8192 bytes")
        .hasMessageContaining("store.capacity");

    assertThat(store.tryCreate(10_000)).isNull();
    assertThat(store.createAsync(10_000))
        .failsWithin(20, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(StoreFullException.class);
    assertFilled(first.view(this), 1);
    second.release();
    assertThat(store.create(10_000)).as("space comes back").isNotNull();
  }

  @Test
  void aStoreThatIsFullOfSmallObjectsSaysThatTheyAreTooMany() {
    int most = 2 * SegmentLayout.slotsFor(MIB);
    for (int i = 0; i < most; i++) {
      put(store, 100, i);
    }

    assertThatThrownBy(() -> store.create(100))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("by " + most + " objects, the largest free piece has 0 bytes")
        .hasMessageContaining("raise store.threshold");
  }

  @Test
  void asksForUnusedObjectsSeldomWhileNoneComeBack() {
    put(store, (int) MIB, 1);
    put(store, (int) MIB, 2);

    assertThatThrownBy(() -> store.create(1)).isInstanceOf(StoreFullException.class);
    assertThatThrownBy(() -> store.create(1)).isInstanceOf(StoreFullException.class);
    assertThat(pressure).hasValue(1);

    now.addAndGet(250);
    assertThatThrownBy(() -> store.create(1)).isInstanceOf(StoreFullException.class);
    assertThat(pressure).hasValue(2);
  }

  @Test
  void spendsAFifthOfItsTimeOnAskingAtMostWhileNoneComeBack() {
    put(store, (int) MIB, 1);
    put(store, (int) MIB, 2);
    pressureMillis = 1_000;

    assertThatThrownBy(() -> store.create(1)).isInstanceOf(StoreFullException.class);
    now.addAndGet(3_999);
    assertThatThrownBy(() -> store.create(1)).isInstanceOf(StoreFullException.class);
    assertThat(pressure).hasValue(1);

    now.addAndGet(1);
    assertThatThrownBy(() -> store.create(1)).isInstanceOf(StoreFullException.class);
    assertThat(pressure).hasValue(2);
  }

  @Test
  void asksEachTimeWhileUnusedObjectsComeBack() {
    StoredObject forgotten = put(store, (int) MIB, 1);
    StoredObject alsoForgotten = put(store, (int) MIB, 2);
    onPressure.add(forgotten::release);
    StoredObject third = put(store, (int) MIB, 3);
    onPressure.set(0, alsoForgotten::release);

    assertFilled(put(store, (int) MIB, 4).view(this), 4);
    assertThat(pressure).hasValue(2);
    assertFilled(third.view(this), 3);
  }

  @Test
  void whatPressureSetsFreeIsUsed() {
    StoredObject forgotten = put(store, (int) MIB, 1);
    put(store, (int) MIB, 2);
    onPressure.add(forgotten::release);

    assertFilled(put(store, 1_000, 3).view(this), 3);
  }

  @Test
  void aFullDiskFailsOneObjectAndHarmsNone() {
    StoredObject first = put(store, (int) (600 * KIB), 1);
    diskIsFull.set(true);

    assertThatThrownBy(() -> store.create(600 * KIB))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("cannot grow: No space left on device");

    assertFilled(first.view(this), 1);
    assertThat(store.create(300 * KIB)).isNotNull();
    diskIsFull.set(false);
    assertThat(store.create(600 * KIB)).isNotNull();
  }

  @Test
  void anObjectThatCanNeverFitIsRefusedAtOnce() {
    assertThatThrownBy(() -> store.create(CAPACITY + 1))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("2097153 bytes: store.capacity is 2097152");
    assertThatThrownBy(() -> store.tryCreate(1L << 31))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("2147483648 bytes: the largest may have 2147483647");
    assertThat(store.createAsync(CAPACITY + 1)).isCompletedExceptionally();
    assertThatThrownBy(() -> store.create(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(pressure).hasValue(0);
  }

  @Test
  void aClosedStoreHasNoFilesButItsViewsStay() throws IOException {
    StoredObject object = put(store, 1_000, 7);
    ByteBuffer bytes = object.view(this);
    put(store, (int) MIB, 1);

    store.close();
    store.close();

    assertThat(files()).isEmpty();
    System.gc();
    assertFilled(bytes, 7);
    object.release();
    assertThatThrownBy(() -> store.create(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
    assertThatThrownBy(() -> store.acquire(object.ref())).isInstanceOf(IllegalStateException.class);
  }
}
