package dev.penstock.handle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.message.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineWheelTest {
  private static final long TICK = DeadlineWheel.TICK_NANOS;

  /** Ticks of one rotation. */
  private static final long ROTATION = 1024;

  /** Not zero: the clock of the JVM may start anywhere. */
  private static final long START = Long.MAX_VALUE - 100 * TICK;

  private final DeadlineWheel wheel = new DeadlineWheel(START);

  private List<PendingCall> sweep(long nanos) {
    List<PendingCall> expired = new ArrayList<>();
    @Nullable PendingCall call = wheel.sweep(START + nanos);
    while (call != null) {
      expired.add(call);
      call = call.next;
    }
    return expired;
  }

  private PendingCall watched(long deadline) {
    PendingCall call = Calls.until(START + deadline);
    wheel.add(call);
    return call;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, -1",
    "1, 0",
    "1, 1",
    "2, -1",
    "1023, 0",
    "1024, -1",
    "1024, 0",
    "1024, 1",
    "1025, 0",
    "2047, 1",
    "2048, -1",
    "2048, 0",
    "2048, 1",
    "5000, 0"
  })
  void deadlineIsNoticedNeverEarlyAndLessThanTwoTicksLate(long ticks, long more) {
    long deadline = ticks * TICK + more;
    PendingCall call = watched(deadline);

    long now = 0;
    while (now + TICK < deadline) {
      now += TICK;
      assertThat(sweep(now)).isEmpty();
    }
    assertThat(sweep(deadline - 1)).isEmpty();
    List<PendingCall> found = new ArrayList<>(sweep(deadline));
    found.addAll(sweep(deadline + TICK));
    found.addAll(sweep(deadline + 2 * TICK - 1));
    assertThat(found).containsExactly(call);
  }

  @Test
  void deadlineThatIsPastWhenItIsAddedIsNoticedWithTheNextTick() {
    sweep(50 * TICK);
    PendingCall call = watched(10 * TICK);

    assertThat(sweep(51 * TICK)).containsExactly(call);
  }

  @Test
  void longPauseLosesNoDeadline() {
    List<PendingCall> calls = new ArrayList<>();
    for (int tick = 1; tick <= 3 * ROTATION; tick++) {
      calls.add(watched(tick * TICK));
    }
    PendingCall later = watched(5 * ROTATION * TICK);

    assertThat(sweep(4 * ROTATION * TICK)).containsExactlyInAnyOrderElementsOf(calls);
    assertThat(sweep(5 * ROTATION * TICK + TICK)).containsExactly(later);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void removedCallIsNotFoundAndItsNeighboursInTheBucketAre(int removed) {
    List<PendingCall> calls = new ArrayList<>(List.of(watched(1), watched(2), watched(3)));
    PendingCall gone = calls.remove(removed);
    wheel.remove(gone);
    wheel.remove(gone);

    assertThat(sweep(2 * TICK)).containsExactlyInAnyOrderElementsOf(calls);
    assertThat(sweep(3 * ROTATION * TICK)).isEmpty();
  }

  @Test
  void callOfALaterRotationStaysInItsBucketWhenItsNeighboursExpire() {
    PendingCall first = watched(TICK);
    PendingCall later = watched(TICK + ROTATION * TICK);
    PendingCall last = watched(TICK + 1);

    assertThat(sweep(2 * TICK)).containsExactlyInAnyOrder(first, last);
    assertThat(sweep((ROTATION + 2) * TICK)).containsExactly(later);
  }

  @Test
  void callsAtAReplicaAreFoundWhereverTheyStand() {
    ReplicaId lost = new ReplicaId("app", "Model", 1, 0, "node");
    ReplicaId other = new ReplicaId("app", "Model", 1, 1, "node");
    List<PendingCall> at = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      PendingCall call = watched(i / 2 * TICK);
      call.sentTo(i % 2 == 0 ? lost : other);
      if (i % 2 == 0) {
        at.add(call);
      }
    }
    watched(TICK);

    assertThat(wheel.select(call -> lost.equals(call.replica())))
        .containsExactlyInAnyOrderElementsOf(at);
  }
}
