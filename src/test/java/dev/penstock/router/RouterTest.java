package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Failure;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeReplica;
import dev.penstock.message.Call;
import dev.penstock.message.CallRoute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final CallRoute edge = FakeCall.route("app/Gateway.model");
  private final FakeReplica a = new FakeReplica(0, 1);
  private final FakeReplica b = new FakeReplica(1, 1);
  private final Router router = new Router("app/Model", 3, Selection.roundRobin());

  private FakeCall submit(String name) {
    FakeCall call = new FakeCall(name, edge);
    router.submit(call, null);
    return call;
  }

  private void serving(FakeReplica... replicas) {
    List<ReplicaEntry> entries = Arrays.stream(replicas).map(FakeReplica::entry).toList();
    router.onView(new DeploymentView(Availability.WANTED, entries));
  }

  @Test
  void takesAnotherReplicaWhenTheFirstIsBusy() {
    serving(a, b);
    Call one = submit("one");
    Call two = submit("two");

    assertThat(a.arrived()).containsExactly(one);
    assertThat(b.arrived()).containsExactly(two);
  }

  @Test
  void inAMinorityACallWithoutAReplicaFailsAtOnceAndSaysWhatIsSeen() {
    serving();
    FakeCall before = submit("before");
    router.onMinority("The node sees 1 of at least 2 nodes of its cluster");
    FakeCall after = submit("after");

    for (FakeCall call : List.of(before, after)) {
      assertThat(call.failure()).isNotNull();
      assertThat(call.failure().failure()).isEqualTo(Failure.NO_REPLICA);
      assertThat(call.failure()).hasMessageContaining("app/Model").hasMessageContaining("1 of at");
    }
  }

  @Test
  void inAMinorityReplicasInReachServeAndAfterHealingCallsWaitAgain() {
    serving(a);
    router.onMinority("The node sees 1 of at least 2 nodes of its cluster");
    Call served = submit("served");
    FakeCall waits = submit("waits for the slot");
    assertThat(a.arrived()).containsExactly(served);
    assertThat(waits.failure()).isNull();
    serving();
    assertThat(waits.failure()).isNotNull();

    router.onMinority("");
    FakeCall healed = submit("healed");
    assertThat(healed.failure()).isNull();
    serving(b);
    assertThat(b.arrived()).containsExactly(healed);
  }

  @Test
  void neverSendsMoreThanTheLimit() {
    FakeReplica wide = new FakeReplica(0, 2);
    serving(wide);
    submit("one");
    submit("two");
    submit("three");

    assertThat(wide.arrived()).hasSize(2);
    assertThat(router.waiting()).isOne();
  }

  @Test
  void handsFreedSlotToTheCallThatWaitsLongest() {
    serving(a);
    Call one = submit("one");
    Call two = submit("two");
    Call three = submit("three");

    router.onFreed(a.entry());
    assertThat(a.arrived()).containsExactly(one, two);
    router.onFreed(a.entry());
    assertThat(a.arrived()).containsExactly(one, two, three);
    assertThat(a.entry().slots().ongoing()).isOne();
  }

  @Test
  void lateCallOvertakesNobodyThatWaits() {
    FakeReplica wide = new FakeReplica(0, 1);
    serving(wide);
    submit("one");
    Call waiting = submit("waiting");
    router.onFreed(wide.entry());
    submit("late");

    assertThat(wide.arrived().get(1)).isSameAs(waiting);
    assertThat(router.waiting()).isOne();
  }

  @Test
  void refusesCallBeyondMaxQueuedOfItsEdgeOnly() {
    serving(a);
    submit("running");
    submit("1");
    submit("2");
    FakeCall third = submit("3");
    FakeCall fourth = submit("4");
    FakeCall other = new FakeCall("other", FakeCall.route("app/Other.model"));
    router.submit(other, null);

    assertThat(third.failure()).isNull();
    assertThat(fourth.failure()).isNotNull();
    assertThat(fourth.failure().failure()).isEqualTo(Failure.QUEUE_FULL);
    assertThat(fourth.failure().getMessage())
        .contains("app/Model", "maxQueued=3", "app/Gateway.model");
    assertThat(other.failure()).isNull();
  }

  @Test
  void handlesOfOneEdgeShareItsMaxQueued() {
    serving(a);
    submit("running");
    submit("1");
    submit("2");
    submit("3");
    FakeCall fourth = new FakeCall("4", FakeCall.route("app/Gateway.model"));
    router.submit(fourth, null);

    assertThat(fourth.failure()).isNotNull();
    assertThat(fourth.failure().failure()).isEqualTo(Failure.QUEUE_FULL);
  }

  @Test
  void withdrawnCallNeverRunsAndMakesRoom() {
    serving(a);
    submit("running");
    FakeCall given = submit("given up");
    Call next = submit("next");
    submit("last");

    assertThat(router.withdraw(given)).isTrue();
    assertThat(router.withdraw(given)).isFalse();
    assertThat(submit("one more").failure()).isNull();
    router.onFreed(a.entry());
    assertThat(a.arrived().get(1)).isSameAs(next);
  }

  @Test
  void callsWaitWhileReplicasAreWantedAndGoWhenOneServes() {
    serving();
    Call early = submit("early");
    assertThat(router.waiting()).isOne();

    serving(a);
    assertThat(a.arrived()).containsExactly(early);
  }

  @Test
  void failsAtOnceWhenTheDeploymentIsUnknown() {
    FakeCall call = submit("lost");
    assertThat(call.failure()).isNotNull();
    assertThat(call.failure().failure()).isEqualTo(Failure.NO_REPLICA);
    assertThat(call.failure().ran()).isFalse();
  }

  @Test
  void failsWaitingCallsWhenTheDeploymentGoes() {
    serving();
    FakeCall call = submit("waiting");
    router.onView(DeploymentView.NONE);

    assertThat(call.failure()).isNotNull();
    assertThat(call.failure().failure()).isEqualTo(Failure.NO_REPLICA);
    assertThat(router.waiting()).isZero();
  }

  @Test
  void crashLoopFailsWaitingCallsOnlyWhenNothingServes() {
    serving(a);
    submit("running");
    FakeCall waiting = submit("waiting");
    router.onView(new DeploymentView(Availability.CRASH_LOOP, List.of(a.entry())));
    assertThat(waiting.failure()).isNull();

    router.onView(new DeploymentView(Availability.CRASH_LOOP, List.of()));
    assertThat(waiting.failure()).isNotNull();
    assertThat(waiting.failure().getMessage()).contains("keep failing to start");
  }

  @Test
  void refusedCallGoesBackToTheHead() {
    serving(a);
    Call one = submit("one");
    submit("two");
    router.onRefused(one, a.entry());

    assertThat(a.arrived()).containsExactly(one, one);
    assertThat(one.attempt()).as("one that was refused is none").isEqualTo(1);
  }

  @Test
  void refusedCallThatNobodyAwaitsIsNotSentAgain() {
    serving(a);
    Call one = submit("one");
    one.giveUp();
    router.onRefused(one, a.entry());

    assertThat(a.arrived()).containsExactly(one);
    assertThat(router.waiting()).isZero();
    assertThat(a.entry().slots().ongoing()).isZero();
  }

  @Test
  void unreachableReplicaIsLeftOutAndItsCallGoesElsewhere() {
    a.vanish();
    serving(a, b);
    Call call = submit("call");

    assertThat(b.arrived()).containsExactly(call);
    assertThat(a.entry().slots().closed()).isTrue();
  }

  @Test
  void closedReplicaGetsNoWaitingCall() {
    serving(a);
    submit("one");
    submit("two");
    AtomicInteger idle = new AtomicInteger();
    a.entry().slots().close(idle::incrementAndGet);
    router.onFreed(a.entry());

    assertThat(a.arrived()).hasSize(1);
    assertThat(router.waiting()).isOne();
    assertThat(idle).hasValue(1);
  }

  /** Slots freed and calls queued at the same time: nobody may be left waiting at a free slot. */
  @Test
  void leavesNoCallWaitingWhenManyThreadsSubmitAndFree() throws InterruptedException {
    int threads = 4;
    int each = 5_000;
    ConcurrentLinkedQueue<ReplicaEntry> running = new ConcurrentLinkedQueue<>();
    CountDownLatch delivered = new CountDownLatch(threads * each);
    AtomicInteger most = new AtomicInteger();
    Router busy = new Router("app/Model", Integer.MAX_VALUE, Selection.powerOfTwo(bound -> 0));
    List<ReplicaEntry> entries = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ReplicaEntry[] self = new ReplicaEntry[1];
      self[0] =
          new ReplicaEntry(
              dev.penstock.fake.FakeProfile.of(
                  new dev.penstock.message.ReplicaId("app", "Model", 1, i, "node")),
              new dev.penstock.cluster.Slots(1),
              null,
              call -> {
                most.accumulateAndGet(self[0].slots().ongoing(), Math::max);
                running.add(self[0]);
                delivered.countDown();
                return true;
              });
      entries.add(self[0]);
    }
    busy.onView(new DeploymentView(Availability.WANTED, entries));
    Thread freer =
        new Thread(
            () -> {
              while (delivered.getCount() > 0 || !running.isEmpty()) {
                ReplicaEntry entry = running.poll();
                if (entry != null) {
                  busy.onFreed(entry);
                } else {
                  Thread.onSpinWait();
                }
              }
            });
    freer.start();
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  busy.submit(new FakeCall("c", edge), null);
                }
              })
          .start();
    }

    assertThat(delivered.await(30, TimeUnit.SECONDS)).isTrue();
    freer.join(TimeUnit.SECONDS.toMillis(30));
    assertThat(most).hasValue(1);
    assertThat(busy.waiting()).isZero();
    assertThat(entries).allMatch(entry -> entry.slots().ongoing() == 0);
  }
}
