package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeReplica;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final FakeCall CALL = new FakeCall("call", FakeCall.route("edge"));
  private final ReplicaEntry a = new FakeReplica(0, 4).entry();
  private final ReplicaEntry b = new FakeReplica(1, 4).entry();
  private final ReplicaEntry c = new FakeReplica(2, 4).entry();

  private static Selection drawing(Integer... numbers) {
    Queue<Integer> draws = new ArrayDeque<>(List.of(numbers));
    return Selection.powerOfTwo(bound -> draws.remove());
  }

  @Test
  void powerOfTwoTakesTheLessBusyOfTheTwoDrawn() {
    a.slots().tryTake();
    ReplicaEntry[] serving = {a, b, c};
    // 0 and 0 draw the replicas 0 and 1: the second number skips the first.
    assertThat(drawing(0, 0).among(serving).take(CALL, null)).isSameAs(b);
    assertThat(b.slots().ongoing()).isOne();
  }

  @Test
  void powerOfTwoLooksFurtherWhenBothDrawnAreFull() {
    while (a.slots().tryTake() && b.slots().tryTake()) {}
    ReplicaEntry[] serving = {a, b, c};
    assertThat(drawing(0, 0).among(serving).take(CALL, null)).isSameAs(c);
  }

  @Test
  void powerOfTwoPrefersTheCallersEventLoopAmongEquals() {
    EventLoop here = new DefaultEventLoop();
    EventLoop there = new DefaultEventLoop();
    try {
      ReplicaEntry far = new FakeReplica(0, 4, there).entry();
      ReplicaEntry near = new FakeReplica(1, 4, here).entry();
      ReplicaEntry[] serving = {far, near};
      assertThat(drawing(0, 0).among(serving).take(CALL, here)).isSameAs(near);
      assertThat(drawing(0, 0).among(serving).take(CALL, here)).isSameAs(far);
    } finally {
      here.shutdownGracefully();
      there.shutdownGracefully();
    }
  }

  @Test
  void roundRobinTakesEachInTurnAndPassesOverFullOnes() {
    Selection turns = Selection.roundRobin();
    ReplicaEntry[] serving = {a, b, c};
    while (b.slots().tryTake()) {}

    assertThat(turns.among(serving).take(CALL, null)).isSameAs(a);
    assertThat(turns.among(serving).take(CALL, null)).isSameAs(c);
    assertThat(turns.among(serving).take(CALL, null)).isSameAs(c);
    assertThat(turns.among(serving).take(CALL, null)).isSameAs(a);
  }

  @Test
  void nobodyIsTakenWhenAllAreFullOrThereAreNone() {
    ReplicaEntry only = new FakeReplica(0, 1).entry();
    ReplicaEntry[] serving = {only};
    assertThat(drawing().among(serving).take(CALL, null)).isSameAs(only);
    assertThat(drawing().among(serving).take(CALL, null)).isNull();
    assertThat(Selection.roundRobin().among(serving).take(CALL, null)).isNull();
    assertThat(Selection.roundRobin().among(new ReplicaEntry[0]).take(CALL, null)).isNull();
  }
}
