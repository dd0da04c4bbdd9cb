package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoomsTest {
  private static final int PAGE = SegmentLayout.PAGE;

  private final Rooms rooms = new Rooms();

  private Room take(long size) {
    return Objects.requireNonNull(rooms.take(size));
  }

  @Test
  void aRoomIsWholePagesAndAtLeastOne() {
    assertThat(Rooms.sizeOf(0)).isEqualTo(PAGE);
    assertThat(Rooms.sizeOf(PAGE)).isEqualTo(PAGE);
    assertThat(Rooms.sizeOf(PAGE + 1)).isEqualTo(2 * PAGE);
    assertThat(Rooms.sizeOf(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void takesTheSmallestRoomThatFits() {
    rooms.add(new Extent(0, 100 * PAGE, 10));
    Room large = take(20 * PAGE);
    take(PAGE);
    Room small = take(5 * PAGE);
    take(PAGE);
    rooms.give(large);
    rooms.give(small);

    assertThat(take(4 * PAGE).offset).isEqualTo(21 * PAGE);
    assertThat(take(6 * PAGE).offset).isZero();
  }

  @Test
  void neighboursGrowTogetherInAnyOrder() {
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    rooms.add(new Extent(0, 3 * PAGE, 10));
    for (int[] order : orders) {
      List<Room> taken = List.of(take(PAGE), take(PAGE), take(PAGE));
      for (int i : order) {
        rooms.give(taken.get(i));
      }
      assertThat(rooms.usage()).isEqualTo(new Rooms.Usage(3 * PAGE, 0, 0, 1, 1, 3 * PAGE));
    }
  }

  @Test
  void aSegmentWithoutAFreeSlotIsPassedOver() {
    rooms.add(new Extent(0, 10 * PAGE, 1));
    rooms.add(new Extent(1, 10 * PAGE, 1));

    assertThat(take(PAGE).extent.number).isZero();
    assertThat(take(PAGE).extent.number).isEqualTo(1);
    assertThat(rooms.take(PAGE)).isNull();
  }

  @Test
  void roomIsScarceWhenNoMoreThanAQuarterIsFree() {
    assertThat(rooms.isScarce()).isTrue();
    rooms.add(new Extent(0, 8 * PAGE, 10));
    assertThat(rooms.isScarce()).isFalse();
    take(5 * PAGE);
    assertThat(rooms.isScarce()).isFalse();
    Room last = take(PAGE);
    assertThat(rooms.isScarce()).isTrue();
    rooms.give(last);
    assertThat(rooms.isScarce()).isFalse();
  }

  @Test
  void withdrawsAsFewEmptySegmentsAsReachAndNoneIfTheyDoNot() {
    rooms.add(new Extent(0, 2 * PAGE, 10));
    rooms.add(new Extent(1, 6 * PAGE, 10));
    rooms.add(new Extent(2, 4 * PAGE, 10));
    take(6 * PAGE);

    assertThat(rooms.withdrawEmpty(7 * PAGE)).isEmpty();
    assertThat(rooms.withdrawEmpty(3 * PAGE)).extracting(extent -> extent.number).containsOnly(2);
    assertThat(rooms.usage().owned()).isEqualTo(8 * PAGE);
    assertThat(rooms.take(3 * PAGE)).isNull();
    assertThat(rooms.take(2 * PAGE)).isNotNull();
  }

  @Test
  void randomRoomsNeverOverlapAndAllComesBack() {
    for (long seed = 1; seed <= 20; seed++) {
      new Model(seed).run();
    }
  }

  /** The same pages as a set of bits for each segment. */
  private static final class Model {
    private static final int SEGMENTS = 3;
    private static final int PAGES = 64;
    private static final int SLOTS = 20;

    private final long seed;
    private final Random random;
    private final Rooms rooms = new Rooms();
    private final List<BitSet> pages = new ArrayList<>();
    private final List<Room> taken = new ArrayList<>();

    Model(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      for (int i = 0; i < SEGMENTS; i++) {
        rooms.add(new Extent(i, (long) PAGES * PAGE, SLOTS));
        pages.add(new BitSet());
      }
    }

    void run() {
      for (int step = 0; step < 2_000; step++) {
        switch (random.nextInt(5)) {
          case 0, 1 -> take(1 + random.nextInt(20));
          case 2 -> shorten();
          default -> give();
        }
      }
      while (!taken.isEmpty()) {
        give();
      }
      long all = (long) SEGMENTS * PAGES * PAGE;
      assertThat(rooms.usage())
          .as("seed %d", seed)
          .isEqualTo(new Rooms.Usage(all, 0, 0, SEGMENTS, SEGMENTS, (long) PAGES * PAGE));
    }

    private void take(int count) {
      Room room = rooms.take((long) count * PAGE);
      if (room == null) {
        assertThat(fits(count)).as("seed %d: %d pages", seed, count).isFalse();
        return;
      }
      assertThat(room.length).isEqualTo((long) count * PAGE);
      BitSet used = pages.get(room.extent.number);
      assertThat(used.get(first(room), end(room)).isEmpty()).as("seed %d", seed).isTrue();
      used.set(first(room), end(room));
      assertThat(taken.stream().filter(other -> other.extent == room.extent))
          .noneMatch(other -> other.slot == room.slot);
      taken.add(room);
    }

    private boolean fits(int count) {
      for (int i = 0; i < SEGMENTS; i++) {
        int segment = i;
        BitSet used = pages.get(i);
        boolean slot = taken.stream().filter(r -> r.extent.number == segment).count() < SLOTS;
        for (int page = 0; slot && page + count <= PAGES; page++) {
          if (used.get(page, page + count).isEmpty()) {
            return true;
          }
        }
      }
      return false;
    }

    private void shorten() {
      if (!taken.isEmpty()) {
        Room room = taken.get(random.nextInt(taken.size()));
        int end = end(room);
        rooms.shorten(room, (1 + random.nextInt((int) (room.length / PAGE))) * (long) PAGE);
        pages.get(room.extent.number).clear(end(room), end);
      }
    }

    private void give() {
      if (!taken.isEmpty()) {
        Room room = taken.remove(random.nextInt(taken.size()));
        pages.get(room.extent.number).clear(first(room), end(room));
        rooms.give(room);
      }
    }

    private static int first(Room room) {
      return (int) (room.offset / PAGE);
    }

    private static int end(Room room) {
      return (int) ((room.offset + room.length) / PAGE);
    }
  }
}
