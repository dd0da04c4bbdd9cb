package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignSegmentsTest {
  private static final long OWNER = 0xF0E1;
  private static final Client SELF = new Client(4, 0x5E1F, 0, 0);
  private static final long OTHERS = 0b10;

  @TempDir private Path directory;
  private SketchedSegment segment;
  private ForeignSegments foreign;
  private ObjectRef ref;

  @BeforeEach
  void open() throws IOException {
    segment = new SketchedSegment(directory, OWNER, 0);
    foreign = new ForeignSegments(directory, new UninterruptedMapper(ChronicleMemory::map), SELF);
    ref = segment.seal(7, 3, 8192, 1000, 42);
    segment.setHolders(7, OTHERS);
  }

  @AfterEach
  void close() {
    foreign.close();
  }

  private void isStale(ObjectRef bad, String why) {
    assertThatThrownBy(() -> foreign.acquire(bad))
        .isInstanceOf(StaleObjectException.class)
        .hasMessageContaining(bad.toString())
        .hasMessageContaining(why);
  }

  @Test
  void showsTheBytesAndHoldsThemUntilTheLastRelease() {
    StoredObject object = foreign.acquire(ref);
    StoredObject again = foreign.acquire(ref);
    assertThat(again.retain()).isTrue();

    ByteBuffer view = object.view(this);
    assertThat(view.remaining()).isEqualTo(object.length()).isEqualTo(1000);
    assertThat(view.isDirect() && view.isReadOnly()).isTrue();
    assertThat(view.order()).isEqualTo(ByteOrder.nativeOrder());
    while (view.hasRemaining()) {
      assertThat(view.get()).isEqualTo((byte) 42);
    }
    object.release();
    again.release();
    assertThat(segment.holders(7)).isEqualTo(OTHERS | SELF.bit());
    again.release();
    assertThat(segment.holders(7)).isEqualTo(OTHERS);
    assertThat(object.retain()).isFalse();
  }

  @Test
  void aReleaseTooManyIsToldAndTakesNothingFromOthers() {
    StoredObject first = foreign.acquire(ref);
    first.release();
    StoredObject second = foreign.acquire(ref);

    assertThatThrownBy(first::release).isInstanceOf(IllegalStateException.class);

    assertThat(segment.holders(7)).isEqualTo(OTHERS | SELF.bit());
    second.release();
  }

  @Test
  void refusesReferencesThatNameNothing() {
    long owner = ref.owner();
    isStale(new ObjectRef(owner + 1, 0, 7, 3, 1000), "removed the segment");
    isStale(new ObjectRef(owner, 1, 7, 3, 1000), "removed the segment");
    isStale(new ObjectRef(owner, -1, 7, 3, 1000), "no such segment");
    isStale(new ObjectRef(owner, 0, -1, 3, 1000), "64 slots");
    isStale(new ObjectRef(owner, 0, 64, 3, 1000), "64 slots");
    isStale(new ObjectRef(owner, 0, 8, 3, 1000), "recycled");
    isStale(new ObjectRef(owner, 0, 7, 2, 1000), "recycled");
    isStale(new ObjectRef(owner, 0, 7, -1, 1000), "recycled");
    isStale(new ObjectRef(owner, 0, 7, 3, 999), "1000 bytes");
    isStale(new ObjectRef(owner, 0, 7, 3, -1), "1000 bytes");
    assertThat(segment.holders(7)).isEqualTo(OTHERS);
    assertThat(segment.holders(8)).isZero();
  }

  @Test
  void whileHeldAnotherReferenceToThePlaceIsRefused() {
    StoredObject object = foreign.acquire(ref);

    isStale(new ObjectRef(OWNER, 0, 7, 4, 1000), "another object");

    object.release();
    assertThat(segment.holders(7)).isEqualTo(OTHERS);
  }

  @Test
  void onlySealedObjectsAreThere() {
    for (int state :
        new int[] {SegmentLayout.FREE, SegmentLayout.WRITING, SegmentLayout.RETIRED, 77}) {
      segment.setState(7, 3, state);
      isStale(ref, "recycled");
    }
    assertThat(segment.holders(7)).isEqualTo(OTHERS);
  }

  @Test
  void anObjectOutsideOfTheDataIsNeverRead() {
    for (long offset : new long[] {SketchedSegment.DATA - 999, -1, Long.MAX_VALUE, 1L << 32}) {
      segment.headers.writeOrdered(SegmentLayout.offset(7), offset);
      isStale(ref, "lies at " + offset);
    }
    segment.headers.writeOrdered(SegmentLayout.offset(7), SketchedSegment.DATA - 1000);
    foreign.acquire(ref).release();
  }

  @Test
  void randomReferencesAreStaleAndNothingElse() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = ref.encoded();
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = good.clone();
      // Whole garbage, or a good reference with some bytes of garbage.
      int changes = i % 2 == 0 ? bytes.length : 1 + random.nextInt(3);
      for (int j = 0; j < changes; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ObjectRef forged = ObjectRef.decode(bytes);
      try {
        foreign.acquire(forged).release();
        assertThat(forged).as("seed=%d", seed).isEqualTo(ref);
      } catch (StaleObjectException e) {
        assertThat(forged).as("seed=%d", seed).isNotEqualTo(ref);
      }
    }
    assertThat(segment.holders(7)).isEqualTo(OTHERS);
  }

  @Test
  void filesThatAreNoSegmentsAreStale() throws IOException {
    Path zero = file(1);
    Files.createFile(zero);
    Files.write(file(2), new byte[100_000]);
    Files.write(file(3), "no segment".repeat(10_000).getBytes(UTF_8));
    Files.copy(segment.file, file(4));
    try (FileChannel truncated = FileChannel.open(file(4), StandardOpenOption.WRITE)) {
      truncated.truncate(truncated.size() - 1);
    }
    Files.copy(segment.file, directory.resolve(new SegmentName(OWNER + 1, 5).file()));
    Files.createDirectory(file(6));

    isStale(new ObjectRef(OWNER, 1, 7, 3, 1000), "0 bytes only");
    isStale(new ObjectRef(OWNER, 2, 7, 3, 1000), "does not begin");
    isStale(new ObjectRef(OWNER, 3, 7, 3, 1000), "does not begin");
    isStale(new ObjectRef(OWNER, 4, 7, 3, 1000), "of data");
    isStale(new ObjectRef(OWNER + 1, 5, 7, 3, 1000), "another owner");
    isStale(new ObjectRef(OWNER, 6, 7, 3, 1000), "is no good");
    assertThat(foreign.count()).isZero();
  }

  @Test
  void aHeaderOfNonsenseIsNotMapped() {
    long[][] nonsense = {
      {SegmentLayout.SLOTS_AT, 0},
      {SegmentLayout.SLOTS_AT, Long.MAX_VALUE},
      {SegmentLayout.DATA_AT, 0},
      {SegmentLayout.DATA_LENGTH_AT, -1},
      {SegmentLayout.DATA_LENGTH_AT, Long.MAX_VALUE},
      {SegmentLayout.MAGIC_AT, SegmentLayout.MAGIC + 1}
    };
    for (long[] word : nonsense) {
      long right = segment.headers.readVolatile(word[0]);
      segment.headers.writeOrdered(word[0], word[1]);
      isStale(ref, "is no good");
      segment.headers.writeOrdered(word[0], right);
    }
    foreign.acquire(ref).release();
  }

  private Path file(int number) {
    return directory.resolve(new SegmentName(OWNER, number).file());
  }

  @Test
  void eachAcquireTakesOneLease() {
    long at = SegmentLayout.lease(7);
    segment.headers.writeOrdered(at, SegmentLayout.lease(2, 99_000));

    StoredObject first = foreign.acquire(ref);
    assertThat(segment.headers.readVolatile(at)).isEqualTo(SegmentLayout.lease(1, 99_000));
    foreign.acquire(ref).release();
    assertThat(segment.headers.readVolatile(at)).isZero();
    foreign.acquire(ref).release();
    assertThat(segment.headers.readVolatile(at)).isZero();
    first.release();
  }

  @Test
  void onlyTheOwnerLends() {
    StoredObject object = foreign.acquire(ref);

    assertThatThrownBy(() -> object.lend(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    object.release();
  }

  @Test
  void aSegmentThatWasGivenUpIsReadByWhoHoldsItAndThenDropped() throws IOException {
    ObjectRef other = segment.seal(8, 1, 16_384, 10, 9);
    StoredObject object = foreign.acquire(ref);
    segment.headers.writeOrdered(SegmentLayout.GIVEN_UP_AT, 1);
    Files.delete(segment.file);
    foreign.sweep();

    isStale(other, "given up the segment");
    assertThat(object.view(this).get(999)).isEqualTo((byte) 42);
    assertThat(foreign.count()).isEqualTo(1);
    object.release();
    foreign.sweep();
    assertThat(foreign.count()).isZero();
    isStale(ref, "removed the segment");
  }

  @Test
  void aSegmentWhoseFileIsGoneIsDropped() throws IOException {
    foreign.acquire(ref).release();
    foreign.sweep();
    assertThat(foreign.count()).isEqualTo(1);

    Files.delete(segment.file);
    foreign.sweep();

    assertThat(foreign.count()).isZero();
  }

  @Test
  void afterCloseNoBitIsLeftAndNoneIsTaken() {
    StoredObject object = foreign.acquire(ref);
    foreign.close();
    assertThat(segment.holders(7)).isEqualTo(OTHERS);

    segment.setHolders(7, OTHERS | SELF.bit()); // by a process that has the index now
    object.release();

    assertThat(segment.holders(7)).isEqualTo(OTHERS | SELF.bit());
    isStale(ref, "closed");
  }

  @Test
  void anInterruptedThreadReadsAsWell() {
    Thread.currentThread().interrupt();

    StoredObject object = foreign.acquire(ref);

    assertThat(Thread.interrupted()).isTrue();
    object.release();
  }

  @Test
  void threadsThatComeAndGoShareOneBit() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(threads);
    try {
      Future<?>[] all = new Future<?>[threads];
      for (int t = 0; t < threads; t++) {
        all[t] =
            pool.submit(
                () -> {
                  start.countDown();
                  start.await();
                  for (int i = 0; i < 50_000; i++) {
                    StoredObject object = foreign.acquire(ref);
                    assertThat(segment.holders(7) & SELF.bit()).isNotZero();
                    object.release();
                  }
                  return true;
                });
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(segment.holders(7)).isEqualTo(OTHERS);
  }
}
