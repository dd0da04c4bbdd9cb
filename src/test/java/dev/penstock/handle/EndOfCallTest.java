package dev.penstock.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.fake.FakeReplica;
import dev.penstock.fake.ScriptedLoop;
import dev.penstock.message.CancelSignal;
import dev.penstock.router.Router;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Answer, deadline, free slot and loss of the replica at the same time, in every order. */
class EndOfCallTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final long DEADLINE = 5 * DeadlineWheel.TICK_NANOS;
  private static final long LATER = 10 * DeadlineWheel.TICK_NANOS;

  private final ContextInternal caller = ((VertxInternal) VERTX).createEventLoopContext();
  private final AtomicLong clock = new AtomicLong();
  private final ScriptedLoop loop = new ScriptedLoop();
  private final OpenCalls open =
      OpenCalls.confinedTo(loop.loop(), 0, new CancelSignal(), clock::get);
  private final FakeReplica replica = new FakeReplica(0, 1);
  private final Router router = Calls.router();

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private FutureCall submit() {
    router.onView(new DeploymentView(Availability.WANTED, List.of(replica.entry())));
    FutureCall call = Calls.future(router, caller, open, DEADLINE);
    loop.run(
        () -> {
          open.add(call);
          router.submit(call, null);
        });
    return call;
  }

  private void deadlinePasses() {
    clock.set(LATER);
    assertThat(loop.runTimers()).isTrue();
  }

  private static @Nullable Failure failure(FutureCall call) {
    return call.future().cause() instanceof CallFailedException failure ? failure.failure() : null;
  }

  @Test
  void answerThatIsTakenBeforeTheSweepWins() {
    FutureCall call = submit();
    call.succeed("answer", null);
    loop.runTasks();
    deadlinePasses();

    assertThat(call.future().result()).isEqualTo("answer");
    assertThat(loop.runTimers()).as("no sweep without open calls").isFalse();
  }

  @Test
  void answerOnItsWayWhenTheSweepRunsIsTooLateAndDoesNoHarm() {
    FutureCall call = submit();
    call.succeed("answer", null);
    deadlinePasses();
    assertThat(failure(call)).isEqualTo(Failure.TIMED_OUT);

    loop.runTasks();
    assertThat(failure(call)).isEqualTo(Failure.TIMED_OUT);
    assertThat(loop.runTimers()).as("no sweep without open calls").isFalse();
  }

  @Test
  void answerAfterTheDeadlineChangesNothingAndOthersAreStillWatched() {
    FutureCall call = submit();
    deadlinePasses();
    FutureCall next = submit();
    call.succeed("answer", null);
    loop.runTasks();

    assertThat(failure(call)).isEqualTo(Failure.TIMED_OUT);
    assertThat(next.future().isComplete()).isFalse();
    clock.set(2 * LATER);
    loop.runTimers();
    assertThat(failure(next)).isEqualTo(Failure.TIMED_OUT);
  }

  @Test
  void replicaThatIsLostAfterItsAnswerWasSentLosesNothing() {
    FutureCall call = submit();
    call.succeed("answer", null);
    open.onReplicaLost(replica.entry().id());
    loop.runTasks();

    assertThat(call.future().result()).isEqualTo("answer");
  }

  @Test
  void callsAtALostReplicaFailAtOnceAndThoseThatWaitDoNot() {
    FutureCall running = submit();
    assertThat(running.begin(given -> {}, 0)).isTrue();
    FutureCall waiting = submit();
    open.onReplicaLost(replica.entry().id());
    loop.runTasks();

    assertThat(failure(running)).isEqualTo(Failure.REPLICA_LOST);
    assertThat(waiting.future().isComplete()).isFalse();
  }

  @Test
  void slotThatIsFreedAfterTheDeadlineOfTheOnlyWaitingCallStaysFree() {
    submit();
    FutureCall waiting = submit();
    deadlinePasses();
    router.onFreed(replica.entry());

    assertThat(replica.arrived()).doesNotContain(waiting);
    assertThat(waiting.future().cause())
        .hasMessageContaining("was waiting for a replica")
        .satisfies(failed -> assertThat(((CallFailedException) failed).ran()).isFalse());
    assertThat(replica.entry().slots().ongoing()).isZero();
  }

  @Test
  void callThatGotItsSlotJustBeforeTheDeadlineIsNoLongerWantedThere() {
    submit();
    FutureCall waiting = submit();
    router.onFreed(replica.entry());
    deadlinePasses();

    assertThat(replica.arrived()).last().isSameAs(waiting);
    assertThat(waiting.future().cause())
        .hasMessageContaining("at replica 0")
        .satisfies(failed -> assertThat(((CallFailedException) failed).ran()).isFalse());
    assertThat(waiting.begin(call -> {}, 0)).isFalse();
    router.onFreed(replica.entry());
    assertThat(replica.entry().slots().ongoing()).isZero();
  }

  /** Both on threads of their own: the call is sent or withdrawn, never both, never neither. */
  @Test
  void withdrawingAndSendingExcludeEachOther() throws Exception {
    router.onView(new DeploymentView(Availability.WANTED, List.of(replica.entry())));
    for (int i = 0; i < 2_000; i++) {
      router.submit(Calls.future(router, caller, open, DEADLINE), null);
      FutureCall waiting = Calls.future(router, caller, open, DEADLINE);
      router.submit(waiting, null);
      int before = replica.arrived().size();
      CyclicBarrier start = new CyclicBarrier(2);
      AtomicBoolean withdrawn = new AtomicBoolean();
      Thread other =
          new Thread(
              () -> {
                meet(start);
                withdrawn.set(router.withdraw(waiting));
              });
      other.start();
      meet(start);
      router.onFreed(replica.entry());
      other.join();

      boolean sent = replica.arrived().size() > before;
      assertThat(sent).isNotEqualTo(withdrawn.get());
      assertThat(replica.entry().slots().ongoing()).isEqualTo(sent ? 1 : 0);
      if (sent) {
        router.onFreed(replica.entry());
      }
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void interruptedCallerGivesUpItsCallAndStaysInterrupted() {
    OpenCalls shared = OpenCalls.shared(loop.loop(), new CancelSignal(), clock::get);
    router.onView(new DeploymentView(Availability.WANTED, List.of()));
    BlockingCall call = Calls.blocking(router, shared, DEADLINE);
    shared.add(call);
    router.submit(call, null);

    Thread.currentThread().interrupt();
    var failed = catchThrowableOfType(CallFailedException.class, call::await);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failed.failure()).isEqualTo(Failure.CANCELLED);
    assertThat(failed.ran()).isFalse();
    assertThat(router.waiting()).isZero();
    call.succeed("too late", null);
    assertThat(call.givenUp()).isTrue();
  }

  @Test
  void blockingCallEndsWithItsDeadline() {
    OpenCalls shared = OpenCalls.shared(loop.loop(), new CancelSignal(), clock::get);
    router.onView(new DeploymentView(Availability.WANTED, List.of(replica.entry())));
    BlockingCall call = Calls.blocking(router, shared, DEADLINE);
    shared.add(call);
    router.submit(call, null);
    assertThat(call.begin(given -> {}, 0)).isTrue();
    deadlinePasses();

    var failed = catchThrowableOfType(CallFailedException.class, call::await);

    assertThat(failed.failure()).isEqualTo(Failure.TIMED_OUT);
    assertThat(failed.ran()).isTrue();
  }
}
