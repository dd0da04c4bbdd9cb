package dev.penstock.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private final Slots slots = new Slots(2);
  private final AtomicInteger idle = new AtomicInteger();

  @Test
  void givesOutAsManyAsTheLimit() {
    assertThat(slots.tryTake()).isTrue();
    assertThat(slots.tryTake()).isTrue();
    assertThat(slots.tryTake()).isFalse();
    slots.free();
    assertThat(slots.tryTake()).isTrue();
    assertThat(slots.ongoing()).isEqualTo(2);
  }

  @Test
  void closedSlotsAreNeverTakenAgain() {
    slots.tryTake();
    slots.close(idle::incrementAndGet);
    assertThat(slots.tryTake()).isFalse();
    assertThat(slots.ongoing()).isOne();
    assertThat(idle).hasValue(0);

    slots.free();
    assertThat(idle).hasValue(1);
    assertThat(slots.tryTake()).isFalse();
  }

  @Test
  void closingASecondTimeStillTellsWhenIdle() {
    slots.tryTake();
    slots.close();
    assertThat(slots.tryTake()).isFalse();
    slots.close(idle::incrementAndGet);
    assertThat(idle).hasValue(0);

    slots.free();
    assertThat(idle).hasValue(1);
  }

  @Test
  void closingFreeSlotsIsIdleAtOnce() {
    slots.close(idle::incrementAndGet);
    assertThat(idle).hasValue(1);
  }
}
