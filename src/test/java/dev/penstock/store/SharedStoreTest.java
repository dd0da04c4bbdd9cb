package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two JVMs in one directory: a reference crosses a pipe, the bytes do not. */
class SharedStoreTest {
  private static final int SIZE = 1 << 20;

  @TempDir private Path directory;
  private ObjectStore store;
  private ChildJvm other;

  @BeforeEach
  void open() throws Exception {
    store = StoreProcess.open(directory);
    other = StoreProcess.start(directory);
  }

  @AfterEach
  void close() {
    other.close();
    store.close();
  }

  private List<String> segmentFiles() throws IOException {
    return StoreDirectory.files(directory).stream()
        .filter(name -> SegmentName.of(name) != null)
        .toList();
  }

  /** Waits for what other threads and processes bring about; fails after the time. */
  private static void within(Duration time, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still not so after %s", time).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Test
  void eachReadsWhatTheOtherWrote() throws Exception {
    StoredObject own = StoreProcess.put(store, SIZE, 11);
    assertThat(other.ask("acquire " + StoreProcess.inWords(own.ref()))).isEqualTo("seed 11");

    ObjectRef theirs = StoreProcess.ref(other.ask("put 3000000 22"));
    StoredObject object = store.acquire(theirs);
    assertThat(StoreProcess.seed(object.view(this))).isEqualTo(22);
    assertThat(object.length()).isEqualTo(3_000_000);
    object.release();
    own.release();
  }

  @Test
  void anObjectThatOnlyTheOtherHoldsStays() throws Exception {
    StoredObject own = StoreProcess.put(store, SIZE, 11);
    other.ask("acquire " + StoreProcess.inWords(own.ref()));
    own.release();
    assertThat(store.status().waitingObjects()).isEqualTo(1);

    StoredObject again = store.acquire(own.ref());
    assertThat(StoreProcess.seed(again.view(this))).isEqualTo(11);
    again.release();
    assertThat(other.ask("seed")).isEqualTo("seed 11");
    other.ask("release");

    within(Duration.ofSeconds(5), () -> store.status().objects() == 0);
    assertThat(other.ask("acquire " + StoreProcess.inWords(own.ref()))).isEqualTo("stale");
  }

  @Test
  void aLentObjectWaitsForWhomItWasLentTo() throws Exception {
    ObjectRef theirs = StoreProcess.ref(other.ask("put 100000 5"));
    other.ask("lend 60000");
    other.ask("release");
    assertThat(other.ask("objects")).isEqualTo("objects 1");

    StoredObject object = store.acquire(theirs);
    assertThat(StoreProcess.seed(object.view(this))).isEqualTo(5);
    object.release();

    within(Duration.ofSeconds(5), () -> other.ask("objects").equals("objects 0"));
    assertThatThrownBy(() -> store.acquire(theirs)).isInstanceOf(StaleObjectException.class);
  }

  @Test
  void aLentObjectThatNobodyFetchesIsRecycled() throws Exception {
    ObjectRef theirs = StoreProcess.ref(other.ask("put 100000 5"));
    other.ask("lend 1");
    other.ask("release");

    within(Duration.ofSeconds(5), () -> other.ask("objects").equals("objects 0"));
    assertThatThrownBy(() -> store.acquire(theirs)).isInstanceOf(StaleObjectException.class);
  }

  @Test
  void whatAKilledReaderHeldIsRecycledWithinASecond() throws Exception {
    StoredObject own = StoreProcess.put(store, SIZE, 11);
    other.ask("acquire " + StoreProcess.inWords(own.ref()));
    own.release();
    assertThat(store.status().objects()).isEqualTo(1);

    other.kill();

    within(Duration.ofSeconds(1), () -> store.status().objects() == 0);
    assertThat(StoreInspection.of(directory, Instant.EPOCH).processes()).hasSize(1);
  }

  @Test
  void whatAKilledWriterOwnedIsReadOnByWhoHoldsIt() throws Exception {
    ObjectRef held = StoreProcess.ref(other.ask("put 2000000 33"));
    ObjectRef free = StoreProcess.ref(other.ask("put 2000000 44"));
    StoredObject object = store.acquire(held);

    other.kill();
    StoreInspection dead = StoreInspection.of(directory, Instant.EPOCH);
    assertThat(dead.processes()).extracting(StoreInspection.Member::alive).contains(true);
    within(Duration.ofSeconds(1), () -> segmentFiles().size() == 1);

    assertThat(StoreProcess.seed(object.view(this))).isEqualTo(33);
    assertThatThrownBy(() -> store.acquire(free)).isInstanceOf(StaleObjectException.class);
    object.release();
    assertThatThrownBy(() -> store.acquire(held)).isInstanceOf(StaleObjectException.class);
  }

  @Test
  void anOwnerThatComesBackIsAnother() throws Exception {
    StoredObject own = StoreProcess.put(store, SIZE, 11);
    String ref = StoreProcess.inWords(own.ref());
    assertThat(other.ask("acquire " + ref)).isEqualTo("seed 11");
    store.close();

    store = StoreProcess.open(directory);

    assertThat(other.ask("seed")).isEqualTo("seed 11");
    other.ask("release");
    assertThat(other.ask("acquire " + ref)).isEqualTo("stale");
    StoredObject next = StoreProcess.put(store, SIZE, 12);
    assertThat(next.ref().slot()).isEqualTo(own.ref().slot());
    assertThat(other.ask("acquire " + StoreProcess.inWords(next.ref()))).isEqualTo("seed 12");
    next.release();
  }

  @Test
  void aStoreThatIsClosedLeavesNothing() throws Exception {
    ObjectRef theirs = StoreProcess.ref(other.ask("put 2000000 33"));
    StoredObject object = store.acquire(theirs);

    assertThat(other.ask("close")).isEqualTo("closed");
    assertThat(other.end()).isZero();

    assertThat(segmentFiles()).hasSize(1);
    assertThat(StoreProcess.seed(object.view(this))).isEqualTo(33);
    object.release();
    assertThat(StoreInspection.of(directory, Instant.EPOCH).processes()).hasSize(1);
  }

  @Test
  void whatAnEarlierRunLeftIsGoneWhenAStoreIsOpened() throws Exception {
    store.close();
    other.ask("put 2000000 33");
    other.kill();
    assertThat(segmentFiles()).isNotEmpty();
    assertThat(StoreInspection.of(directory, Instant.EPOCH).processes())
        .extracting(StoreInspection.Member::alive)
        .containsExactly(false);

    store = StoreProcess.open(directory);

    assertThat(StoreInspection.of(directory, Instant.EPOCH).segments())
        .extracting(StoreInspection.Segment::process)
        .containsExactly(0);
  }
}
