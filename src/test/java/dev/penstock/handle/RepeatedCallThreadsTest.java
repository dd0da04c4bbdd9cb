package dev.penstock.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Slots;
import dev.penstock.fake.FakeProfile;
import dev.penstock.fake.FakeReplica;
import dev.penstock.fake.ScriptedLoop;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.ReplicaId;
import dev.penstock.metrics.CallMeter;
import dev.penstock.router.Router;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Lost replicas and callers that are not on an event loop. */
class RepeatedCallThreadsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final long DEADLINE = 1_000_000_000;

  private final OpenCalls shared =
      OpenCalls.shared(new ScriptedLoop().loop(), new CancelSignal(), () -> 0);
  private final CallMeter meter = new CallMeter("edge", "app/Model", 1);
  private final Router router = Calls.router();

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private Callee callee(boolean idempotent) {
    return Calls.toModel(router, idempotent, meter, () -> false);
  }

  /** A replica that is lost as soon as a call is there; the call has begun or not. */
  private static ReplicaEntry perishing(int index, boolean begun) {
    return new ReplicaEntry(
        FakeProfile.of(new ReplicaId("app", "Model", 1, index, "node")),
        new Slots(1),
        null,
        call -> {
          if (begun) {
            call.begin(given -> {}, 0);
          }
          ((PendingCall) call).lose();
          return true;
        });
  }

  private @Nullable Object blocking(boolean idempotent, boolean begun) {
    ReplicaEntry good =
        new ReplicaEntry(
            FakeProfile.of(new ReplicaId("app", "Model", 1, 9, "node")),
            new Slots(1),
            null,
            call -> {
              call.succeed("attempt " + call.attempt(), null);
              return true;
            });
    List<ReplicaEntry> inTurn = List.of(perishing(0, begun), perishing(1, begun), good);
    router.onView(new DeploymentView(Availability.WANTED, inTurn));
    BlockingCall call = Calls.blocking(callee(idempotent), shared, DEADLINE);
    call.start(shared, null);
    return call.await();
  }

  @Test
  void blockingCallIsRepeatedByItsCallersThread() {
    assertThat(blocking(false, false)).isEqualTo("attempt 3");
    assertThat(blocking(true, true)).isEqualTo("attempt 3");
    assertThat(meter.calls().count()).isEqualTo(2);
  }

  @Test
  void blockingCallThatRanIsNotRepeatedUnlessIdempotent() {
    var failed = catchThrowableOfType(CallFailedException.class, () -> blocking(false, true));

    assertThat(failed.failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(failed.ran()).isTrue();
  }

  /** Loss and answer on threads of their own: the caller gets one answer, in every order. */
  @Test
  void callEndsOnceWhenItsReplicaIsLostWhileItAnswers() {
    CyclicBarrier start = new CyclicBarrier(2);
    for (int i = 0; i < 2_000; i++) {
      FakeReplica one = new FakeReplica(0, 1);
      FakeReplica other = new FakeReplica(1, 1);
      router.onView(new DeploymentView(Availability.WANTED, List.of(one.entry())));
      FutureCall call =
          Calls.idempotent(
              callee(true),
              CallScope.EMPTY,
              ((VertxInternal) VERTX).createEventLoopContext(),
              shared,
              DEADLINE);
      call.start(shared, null);
      call.begin(given -> {}, 0);
      router.onView(new DeploymentView(Availability.WANTED, List.of(other.entry())));
      CompletableFuture<Void> answered =
          CompletableFuture.runAsync(
              () -> {
                meet(start);
                call.end(0);
                call.succeed("first", null);
              });
      meet(start);
      shared.onReplicaLost(one.entry().id());
      answered.join();

      assertThat(other.arrived()).hasSizeLessThan(2);
      boolean repeated = !other.arrived().isEmpty();
      assertThat(call.future().isComplete() || repeated).isTrue();
      other.arrived().forEach(second -> second.succeed("second", null));
      assertThat(call.future().result()).isIn("first", "second");
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }
}
