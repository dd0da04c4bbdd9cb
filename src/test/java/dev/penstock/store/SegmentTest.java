package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** The protocol by which a slot is retired while others come for it, one step after the other. */
class SegmentTest {
  private static final long MINE = 1L << 3;
  private static final long THEIRS = 1L << 9;

  private final ScriptedMemory headers = new ScriptedMemory(SegmentLayout.dataAt(64));
  private final ScriptedMemory data = new ScriptedMemory(1 << 20);
  private final Rooms rooms = new Rooms();
  private final Recycler recycler = new Recycler(rooms, true);
  private final Client client = new Client(3, 77, 1, 1);
  private long now = 1_000_000;
  private final Segment segment =
      new Segment(
          new SegmentFile(Path.of("none"), 0, 64, headers, data), client, recycler, () -> now);

  SegmentTest() {
    rooms.add(segment.extent);
  }

  private OwnObject put() {
    Room room = Objects.requireNonNull(rooms.take(4_096));
    return (OwnObject) new OwnWriter(segment, room, 4_096, recycler, new LongAdder()).seal();
  }

  private long word(OwnObject object) {
    return headers.get(SegmentLayout.word(object.slot));
  }

  private void setHolders(OwnObject object, long bits) {
    headers.set(SegmentLayout.holders(object.slot), bits);
  }

  private static long sealed(OwnObject object) {
    return SegmentLayout.word(object.generation, SegmentLayout.SEALED);
  }

  private void assertGone(OwnObject object, ObjectRef ref) {
    assertThat(word(object)).isEqualTo(SegmentLayout.word(object.generation, SegmentLayout.FREE));
    assertThat(rooms.usage().taken()).isZero();
    assertThatThrownBy(() -> segment.acquire(ref)).isInstanceOf(StaleObjectException.class);
  }

  @Test
  void aSealedObjectHasTheBitOfItsOwner() {
    OwnObject object = put();

    assertThat(word(object)).isEqualTo(sealed(object));
    assertThat(headers.get(SegmentLayout.holders(object.slot))).isEqualTo(MINE);
    assertThat(headers.get(SegmentLayout.length(object.slot))).isEqualTo(4_096);
    assertThat(headers.get(SegmentLayout.created(object.slot))).isEqualTo(now);
  }

  @Test
  void anObjectThatAnotherProcessHoldsWaitsUntilItLetsGo() {
    OwnObject object = put();
    ObjectRef ref = object.ref();
    setHolders(object, MINE | THEIRS);

    object.release();
    assertThat(headers.get(SegmentLayout.holders(object.slot))).isEqualTo(THEIRS);
    assertThat(recycler.limbo()).isEqualTo(new Recycler.Limbo(1, 4_096));
    recycler.sweep();
    assertThat(word(object)).isEqualTo(sealed(object));

    setHolders(object, 0);
    recycler.sweep();
    assertGone(object, ref);
    assertThat(recycler.limbo()).isEqualTo(new Recycler.Limbo(0, 0));
  }

  @Test
  void whoSetsItsBitBetweenTheTwoLooksKeepsTheObject() {
    OwnObject object = put();
    ObjectRef ref = object.ref();
    long holders = SegmentLayout.holders(object.slot);
    headers.beforeRead(holders, () -> {}); // clearing the own bit
    headers.beforeRead(holders, () -> {}); // the first look
    headers.beforeRead(
        holders,
        () -> {
          assertThat(word(object))
              .isEqualTo(SegmentLayout.word(object.generation, SegmentLayout.RETIRED));
          setHolders(object, THEIRS); // by one who saw SEALED before
        });

    object.release();

    assertThat(word(object)).isEqualTo(sealed(object));
    assertThat(rooms.usage().taken()).isEqualTo(4_096);
    setHolders(object, 0);
    recycler.sweep();
    assertGone(object, ref);
  }

  @Test
  void aLeaseThatIsTakenBetweenTheLooksKeepsTheObject() {
    OwnObject object = put();
    object.lend(Duration.ofSeconds(1));
    long lease = SegmentLayout.lease(object.slot);
    headers.beforeRead(
        lease,
        () -> {
          setHolders(object, MINE | THEIRS); // the bit first
          headers.set(lease, 0); // then the lease
        });

    object.release();

    assertThat(word(object)).isEqualTo(sealed(object));
    assertThat(recycler.limbo().objects()).isEqualTo(1);
  }

  @Test
  void aLeaseKeepsTheObjectUntilItLapses() {
    OwnObject object = put();
    ObjectRef ref = object.ref();
    object.lend(Duration.ofSeconds(1));

    object.release();
    now += 999;
    recycler.sweep();
    assertThat(word(object)).isEqualTo(sealed(object));

    now += 1;
    recycler.sweep();
    assertGone(object, ref);
  }

  @Test
  void eachLoanCountsAndTheLongestHolds() {
    OwnObject object = put();
    object.lend(Duration.ofSeconds(5));
    object.lend(Duration.ofSeconds(1));

    long lease = headers.get(SegmentLayout.lease(object.slot));
    assertThat(SegmentLayout.leaseCount(lease)).isEqualTo(2);
    assertThat(SegmentLayout.leaseUntilMillis(lease)).isEqualTo(now + 5_000);

    now += 6_000;
    object.lend(Duration.ofSeconds(1));
    long later = headers.get(SegmentLayout.lease(object.slot));
    assertThat(SegmentLayout.leaseCount(later)).as("lapsed ones do not count").isEqualTo(1);
    assertThat(SegmentLayout.leaseUntilMillis(later)).isEqualTo(now + 1_000);
  }

  @Test
  void aLoanForeverIsOneForAYear() {
    OwnObject object = put();

    object.lend(Duration.ofSeconds(Long.MAX_VALUE));

    long lease = headers.get(SegmentLayout.lease(object.slot));
    assertThat(SegmentLayout.leaseUntilMillis(lease) - now)
        .isEqualTo(Duration.ofDays(365).toMillis());
  }

  @Test
  void anObjectThatWaitsCanBeHeldHereAgain() {
    OwnObject object = put();
    ObjectRef ref = object.ref();
    setHolders(object, MINE | THEIRS);
    object.release();

    OwnObject again = segment.acquire(ref);
    assertThat(object.retain()).as("the old instance stays released").isFalse();
    assertThat(headers.get(SegmentLayout.holders(object.slot))).isEqualTo(MINE | THEIRS);
    setHolders(object, MINE);
    recycler.sweep();
    assertThat(word(object)).isEqualTo(sealed(object));
    assertThat(recycler.limbo().objects()).isZero();

    again.release();
    assertGone(object, ref);
  }

  @Test
  void afterTheLastGenerationComesTheFirst() {
    headers.set(
        SegmentLayout.word(0),
        SegmentLayout.word(SegmentLayout.MAX_GENERATION, SegmentLayout.FREE));

    OwnObject object = put();

    assertThat(object.generation).isZero();
    assertThat(word(object)).isEqualTo(SegmentLayout.SEALED);
    assertThat(segment.acquire(object.ref())).isSameAs(object);
  }

  @Test
  void everyFieldOfAReferenceIsChecked() {
    OwnObject object = put();
    long generation = object.generation;
    int slot = object.slot;

    assertStale(new ObjectRef(77, 0, -1, generation, 4_096), "64 slots");
    assertStale(new ObjectRef(77, 0, 64, generation, 4_096), "64 slots");
    assertStale(new ObjectRef(77, 0, slot + 1, generation, 4_096), "generation 0");
    assertStale(new ObjectRef(77, 0, slot + 1, 0, 0), "recycled");
    assertStale(new ObjectRef(77, 0, slot, generation + 1, 4_096), "generation 1");
    assertStale(new ObjectRef(77, 0, slot, generation + (1L << 56), 4_096), "generation 1");
    assertStale(new ObjectRef(77, 0, slot, generation, 4_095), "4096 bytes");
    assertStale(new ObjectRef(77, 0, slot, generation, -1), "4096 bytes");
    assertThat(segment.acquire(new ObjectRef(77, 0, slot, generation, 4_096))).isSameAs(object);
  }

  @Test
  void anObjectThatIsBeingWrittenCannotBeHeld() {
    Room room = Objects.requireNonNull(rooms.take(4_096));
    ObjectWriter writer = new OwnWriter(segment, room, 4_096, recycler, new LongAdder());

    assertStale(new ObjectRef(77, 0, room.slot, 1, 4_096), "not written yet");
    writer.abort();
    assertStale(new ObjectRef(77, 0, room.slot, 1, 4_096), "recycled");
  }

  private void assertStale(ObjectRef ref, String why) {
    assertThatThrownBy(() -> segment.acquire(ref))
        .isInstanceOf(StaleObjectException.class)
        .hasMessageContaining(why);
  }
}
