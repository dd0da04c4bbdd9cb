package dev.penstock.store;

import static dev.penstock.store.OpenStore.KIB;
import static dev.penstock.store.OpenStore.MIB;
import static dev.penstock.store.OpenStore.assertFilled;
import static dev.penstock.store.OpenStore.put;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads at a store that is nearly full; each knows what its objects must hold. */
class StoreConcurrencyTest {
  private static final int THREADS = 4;
  private static final int STEPS = 2_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private ObjectStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    store = ObjectStore.open(OpenStore.settings(directory, 2 * MIB));
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    store.close();
  }

  private void onAllThreads(Callable<Void> work) throws Exception {
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      running.add(threads.submit(work));
    }
    for (Future<Void> thread : running) {
      thread.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void noObjectChangesWhileItIsHeldAndNothingIsLeft() throws Exception {
    long seed = System.nanoTime();
    onAllThreads(() -> work(new Random(seed + Thread.currentThread().getId()), seed));

    StoreStatus status = store.status();
    assertThat(status.objects()).isZero();
    assertThat(status.objectBytes()).isZero();
    assertThat(status.puts()).isEqualTo(status.recycled()).isPositive();
    long pieces = status.segmentBytes() / MIB;
    assertThat(status.segments()).isEqualTo((int) pieces);
    for (long i = 0; i < pieces; i++) {
      assertThat(store.tryCreate(MIB)).as("each segment is one free piece again").isNotNull();
    }
  }

  private record Held(StoredObject object, int seed) {}

  private Void work(Random random, long seed) {
    List<Held> held = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      int pattern = random.nextInt();
      int choice = random.nextInt(3);
      if (choice == 0 || held.isEmpty()) {
        try {
          held.add(new Held(put(store, random.nextInt((int) (64 * KIB)), pattern), pattern));
        } catch (StoreFullException e) {
          held.forEach(each -> each.object().release());
          held.clear();
        }
      } else if (choice == 1) {
        Held one = held.get(random.nextInt(held.size()));
        held.add(new Held(store.acquire(one.object().ref()), one.seed()));
      } else {
        Held one = held.remove(random.nextInt(held.size()));
        try {
          assertFilled(one.object().view(store), one.seed());
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed, e);
        }
        one.object().release();
      }
    }
    held.forEach(each -> each.object().release());
    return null;
  }

  @Test
  void whoAcquiresWhileAnotherReleasesGetsTheObjectOrIsToldThatItIsGone() throws Exception {
    for (int round = 0; round < 300; round++) {
      int pattern = round;
      StoredObject object = put(store, 4_096, pattern);
      ObjectRef ref = object.ref();
      Future<Void> releasing =
          threads.submit(
              () -> {
                object.release();
                return null;
              });
      onAllThreads(
          () -> {
            try {
              StoredObject mine = store.acquire(ref);
              assertFilled(mine.view(store), pattern);
              mine.release();
            } catch (StaleObjectException e) {
              // the release was first
            }
            return null;
          });
      releasing.get(60, TimeUnit.SECONDS);
      assertThat(store.status().objects()).as("round %d", round).isZero();
    }
  }
}
