package dev.penstock.handle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.fake.FakeReplica;
import dev.penstock.fake.ScriptedLoop;
import dev.penstock.message.Call;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.RequestOrigin;
import dev.penstock.metrics.CallMeter;
import dev.penstock.router.Router;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls whose replica is lost: which of them are sent again, and what their callers see. */
class RepeatedCallTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final long DEADLINE = 1_000_000_000;

  private final ContextInternal caller = ((VertxInternal) VERTX).createEventLoopContext();
  private final AtomicLong clock = new AtomicLong();
  private final ScriptedLoop loop = new ScriptedLoop();
  private final OpenCalls open =
      OpenCalls.confinedTo(loop.loop(), 0, new CancelSignal(), clock::get);
  private final CallMeter meter = new CallMeter("edge", "app/Model", 1);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CallScope parent = new CallScope(RequestOrigin.of("id"), DEADLINE);
  private final List<FakeReplica> replicas =
      List.of(replica(0), replica(1), replica(2), replica(3));
  private final Router router = Calls.router();

  private static FakeReplica replica(int index) {
    return new FakeReplica(index, 1);
  }

  @AfterAll
  static void close() {
    VERTX.close();
  }

  @BeforeEach
  void firstReplicaServes() {
    serve(0);
  }

  private void serve(int... indexes) {
    List<ReplicaEntry> entries =
        Arrays.stream(indexes).mapToObj(i -> replicas.get(i).entry()).toList();
    router.onView(new DeploymentView(Availability.WANTED, entries));
  }

  private Callee callee(boolean idempotent) {
    return Calls.toModel(router, idempotent, meter, closing::get);
  }

  private FutureCall plain() {
    return started(Calls.future(callee(false), parent, caller, open, DEADLINE));
  }

  private FutureCall idempotent() {
    return started(Calls.idempotent(callee(true), parent, caller, open, DEADLINE));
  }

  private FutureCall started(FutureCall call) {
    loop.run(() -> call.start(open, null));
    return call;
  }

  /** The call that a replica has, begun there. */
  private Call begun(int index) {
    Call call = arrived(index);
    assertThat(call.begin(given -> {}, 0)).isTrue();
    return call;
  }

  private Call arrived(int index) {
    assertThat(replicas.get(index).arrived()).hasSize(1);
    return replicas.get(index).arrived().get(0);
  }

  /** A replica goes while the next one serves. */
  private void lose(int index) {
    serve(index + 1);
    open.onReplicaLost(replicas.get(index).entry().id());
    loop.runTasks();
  }

  private void answer(Call call, String text) {
    call.end(clock.get());
    call.succeed(text, null);
    loop.runTasks();
  }

  private static CallFailedException failure(FutureCall call) {
    assertThat(call.future().cause()).isInstanceOf(CallFailedException.class);
    return (CallFailedException) call.future().cause();
  }

  @Test
  void callThatHadNotBegunIsRepeatedThoughNotIdempotent() {
    FutureCall call = plain();
    lose(0);
    assertThat(call.future().isComplete()).isFalse();
    Call second = begun(1);

    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.args()).containsExactly("text");
    answer(second, "answer");
    assertThat(call.future().result()).isEqualTo("answer");
    assertThat(arrived(0).begin(given -> {}, 0)).as("the first never runs").isFalse();
  }

  @Test
  void callThatRanIsNotRepeatedUnlessIdempotent() {
    FutureCall call = plain();
    begun(0);
    lose(0);

    assertThat(failure(call).failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(failure(call).ran()).isTrue();
    assertThat(replicas.get(1).arrived()).isEmpty();
  }

  @Test
  void idempotentCallIsRepeatedWithArgumentsThatNobodyChanged() {
    FutureCall call = idempotent();
    for (int i = 0; i < 2; i++) {
      Call attempt = begun(i);
      assertThat(attempt.args()).containsExactly(List.of("a"));
      @SuppressWarnings("unchecked")
      List<String> words = (List<String>) Objects.requireNonNull(attempt.args()[0]);
      words.add("changed by the callee");
      lose(i);
    }

    assertThat(arrived(2).args()).containsExactly(List.of("a"));
    answer(begun(2), "answer");
    assertThat(call.future().result()).isEqualTo("answer");
  }

  @Test
  void thirdAttemptIsTheLast() {
    FutureCall call = idempotent();
    for (int i = 0; i < 3; i++) {
      assertThat(begun(i).attempt()).isEqualTo(i + 1);
      lose(i);
    }

    assertThat(failure(call).failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(replicas.get(3).arrived()).isEmpty();
  }

  @Test
  void lossThatPassedThroughAUserMethodIsRepeatedToo() {
    FutureCall call = idempotent();
    Call first = begun(0);
    first.end(0);
    router.onFreed(replicas.get(0).entry());
    serve(1);
    first.fail(new CallFailedException(Failure.REPLICA_LOST, "below", true, "app/X", null, null));
    loop.runTasks();

    answer(begun(1), "answer");
    assertThat(call.future().result()).isEqualTo("answer");
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"REPLICA_LOST", "BUSY", "DRAINING"})
  void otherFailuresAreFinal(Failure kind) {
    FutureCall call = idempotent();
    serve(1);
    arrived(0).fail(new CallFailedException(kind, "no", false, "app/Model", null, null));
    loop.runTasks();

    assertThat(failure(call).failure()).isEqualTo(kind);
    assertThat(replicas.get(1).arrived()).isEmpty();
  }

  @Test
  void answerOfAnEarlierAttemptChangesNothing() {
    FutureCall call = idempotent();
    Call first = begun(0);
    lose(0);
    answer(first, "late");
    first.fail(new CallFailedException(Failure.USER_ERROR, "later"));
    loop.runTasks();
    assertThat(call.future().isComplete()).isFalse();

    answer(begun(1), "answer");
    assertThat(call.future().result()).isEqualTo("answer");
    assertThat(replicas.get(2).arrived()).isEmpty();
  }

  @Test
  void answerThatIsOnItsWayWhenTheReplicaIsLostCounts() {
    FutureCall call = idempotent();
    Call first = begun(0);
    first.end(0);
    first.succeed("answer", null);
    lose(0);

    assertThat(call.future().result()).isEqualTo("answer");
    assertThat(replicas.get(1).arrived()).isEmpty();
  }

  @Test
  void nothingIsRepeatedAfterTheDeadline() {
    FutureCall call = idempotent();
    begun(0);
    clock.set(DEADLINE);
    lose(0);

    assertThat(failure(call).failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(replicas.get(1).arrived()).isEmpty();
  }

  @Test
  void nothingIsRepeatedWhenTheCallAboveIsOver() {
    FutureCall call = idempotent();
    parent.cancel();
    lose(0);

    assertThat(failure(call).failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(replicas.get(1).arrived()).isEmpty();
  }

  @Test
  void nothingIsRepeatedWhileTheNodeCloses() {
    FutureCall call = plain();
    closing.set(true);
    lose(0);

    assertThat(failure(call).failure()).isEqualTo(Failure.REPLICA_LOST);
    assertThat(failure(call).ran()).isFalse();
    assertThat(replicas.get(1).arrived()).isEmpty();
  }

  @Test
  void refusedAttemptAfterOneThatRanTellsThatTheCallMayHaveRun() {
    FutureCall call = idempotent();
    begun(0);
    router.onView(DeploymentView.NONE);
    open.onReplicaLost(replicas.get(0).entry().id());
    loop.runTasks();

    assertThat(failure(call).failure()).isEqualTo(Failure.NO_REPLICA);
    assertThat(failure(call).ran()).isTrue();
  }

  @Test
  void repeatedCallIsCountedOnceWithItsWholeTime() {
    idempotent();
    begun(0);
    clock.set(30_000_000);
    lose(0);
    clock.set(50_000_000);
    answer(begun(1), "answer");

    assertThat(meter.calls().count()).isOne();
    assertThat(meter.calls().sumNanos()).isEqualTo(50_000_000);
  }

  @Test
  void repeatedCallHasTheDeadlineOfTheFirstAttempt() {
    FutureCall call = idempotent();
    begun(0);
    lose(0);
    clock.set(DEADLINE + 2 * DeadlineWheel.TICK_NANOS);
    loop.runTimers();

    assertThat(failure(call).failure()).isEqualTo(Failure.TIMED_OUT);
    assertThat(arrived(1).givenUp()).isTrue();
  }
}
