package dev.penstock.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Slots;
import dev.penstock.fake.FakeProfile;
import dev.penstock.fake.FakeReplica;
import dev.penstock.fake.ScriptedLoop;
import dev.penstock.message.Call;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.Cargo;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.Payload;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.RequestOrigin;
import dev.penstock.metrics.CallMeter;
import dev.penstock.router.Router;
import dev.penstock.router.Selection;
import dev.penstock.store.CountedObject;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a call holds: its arguments until the callee has them or it has failed, and its answer. */
class CallCargoTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final ContractMethod PASS =
      Objects.requireNonNull(Contract.of(Model.class).method("pass"));
  private static final ReplicaId REPLICA = new ReplicaId("app", "Model", 1, 0, "node");
  private static final long DEADLINE = 5 * DeadlineWheel.TICK_NANOS;
  private static final long LATER = 10 * DeadlineWheel.TICK_NANOS;

  interface Model {
    Future<Tensor> pass(Tensor given);
  }

  private final ContextInternal caller = ((VertxInternal) VERTX).createEventLoopContext();
  private final AtomicLong clock = new AtomicLong();
  private final ScriptedLoop loop = new ScriptedLoop();
  private final OpenCalls open =
      OpenCalls.confinedTo(loop.loop(), 0, new CancelSignal(), clock::get);
  private final OpenCalls shared = OpenCalls.shared(loop.loop(), new CancelSignal(), clock::get);
  private final CallScope parent = new CallScope(RequestOrigin.of("r-1"), DEADLINE);
  private final FakeReplica one = new FakeReplica(0, 1);
  private final FakeReplica other = new FakeReplica(1, 1);
  private final Router router = new Router("app/Model", 1, Selection.roundRobin());
  private final CountedObject object = new CountedObject(64, (byte) 7);
  private final Tensor given = Payload.over(object);

  @AfterAll
  static void close() {
    VERTX.close();
  }

  /** Whatever has happened: when caller and callee have ended, nobody holds it. */
  @AfterEach
  void nothingIsHeld() {
    parent.endLeases();
    given.close();
    assertThat(object.holds()).isZero();
    assertThat(object.wrongReleases()).isZero();
  }

  private void serve(ReplicaEntry... entries) {
    router.onView(new DeploymentView(Availability.WANTED, List.of(entries)));
  }

  private Callee callee(boolean idempotent) {
    return Calls.toModel(router, idempotent, new CallMeter("edge", "app/Model", 1), () -> false);
  }

  private FutureCall call(boolean idempotent, OpenCalls where) {
    @Nullable Object[] args = {given};
    Cargo cargo = PASS.copyArguments(args);
    RequestOrigin origin = RequestOrigin.of("r-1");
    FutureCall call =
        idempotent
            ? new RepeatableCall(
                callee(true),
                PASS,
                args,
                Arguments.copyOf(PASS, args),
                origin,
                DEADLINE,
                0,
                parent,
                caller,
                where)
            : new FutureCall(callee(false), PASS, args, origin, DEADLINE, 0, parent, caller, where);
    call.carries(cargo);
    return call;
  }

  private FutureCall started(boolean idempotent) {
    FutureCall call = call(idempotent, open);
    loop.run(() -> call.startOrFinish(open, null));
    return call;
  }

  private static @Nullable Failure failure(FutureCall call) {
    return call.future().cause() instanceof CallFailedException failure ? failure.failure() : null;
  }

  /** The scope of a call that has begun at its replica. */
  private CallScope begun(Call call) {
    assertThat(call.begin(by -> {}, 0)).isTrue();
    CallScope scope = new CallScope(call, FakeProfile.of(REPLICA), caller);
    call.deliverTo(scope);
    return scope;
  }

  /** The replica ends a call with its argument, as its invoker does. */
  private void answer(Call call) {
    Tensor argument = (Tensor) Objects.requireNonNull(call.args()[0]);
    begun(call);
    assertThat(Payload.valueOf(argument)).isEqualTo(7);
    answer(call, argument);
  }

  private void answer(Call call, Tensor result) {
    Cargo cargo = Objects.requireNonNull(PASS.cargoOfResult());
    Object copy = PASS.result().copy(result, cargo);
    call.end(1);
    if (call.givenUp()) {
      cargo.release();
    } else {
      call.succeed(copy, cargo);
    }
    loop.runTasks();
  }

  private void deadlinePasses() {
    clock.set(LATER);
    assertThat(loop.runTimers()).isTrue();
  }

  @Test
  void callHoldsItsArgumentsWhateverItsCallerDoesWithIts() {
    serve(one.entry());
    FutureCall call = started(false);
    given.close();
    assertThat(object.holds()).isEqualTo(1);
    answer(call);

    assertThat(Payload.valueOf((Tensor) call.future().result())).isEqualTo(7);
    assertThat(object.holds()).as("the result, in the caller's scope").isEqualTo(1);
  }

  @Test
  void resultIsClosedWithTheCallersScope() {
    serve(one.entry());
    FutureCall call = started(false);
    answer(call);
    Tensor result = (Tensor) call.future().result();
    parent.endLeases();

    assertThatThrownBy(result::bytes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the end of a request, requestId=r-1");
    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void resultThatComesAfterTheEndOfTheCallersScopeIsReleased() {
    serve(one.entry());
    FutureCall call = started(false);
    parent.endLeases();
    answer(call);

    assertThat(call.future().succeeded()).isTrue();
    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void refusedCallGivesItsArgumentsBack() {
    serve();
    started(false);
    FutureCall refused = started(false);

    assertThat(failure(refused)).isEqualTo(Failure.QUEUE_FULL);
    assertThat(object.holds()).as("the one that waits, and the caller's").isEqualTo(2);
    router.onView(new DeploymentView(Availability.CRASH_LOOP, List.of()));
    loop.runTasks();
    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void callThatCannotBeSentGivesItsArgumentsBack() {
    serve(
        new ReplicaEntry(
            FakeProfile.of(REPLICA),
            new Slots(1),
            null,
            call -> {
              throw new IllegalStateException("the bus is broken");
            }));

    assertThatThrownBy(() -> started(true)).hasMessage("the bus is broken");
    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void callThatExpiresWhileItWaitsGivesItsArgumentsBack() {
    serve();
    FutureCall call = started(false);
    deadlinePasses();
    loop.runTasks();

    assertThat(failure(call)).isEqualTo(Failure.TIMED_OUT);
    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void calleeReadsOnAfterTheDeadlineAndItsLateReplyIsReleased() {
    serve(one.entry());
    FutureCall call = started(false);
    Tensor argument = (Tensor) Objects.requireNonNull(call.args()[0]);
    begun(call);
    deadlinePasses();
    loop.runTasks();
    assertThat(failure(call)).isEqualTo(Failure.TIMED_OUT);
    given.close();
    assertThat(Payload.valueOf(argument)).isEqualTo(7);
    answer(call, argument);

    assertThat(object.holds()).isZero();
  }

  @Test
  void replyThatIsOnItsWayWhenTheDeadlinePassesIsReleased() {
    serve(one.entry());
    FutureCall call = started(false);
    begun(call);
    Cargo cargo = Objects.requireNonNull(PASS.cargoOfResult());
    Object copy = PASS.result().copy(given, cargo);
    // As if it came from another node: nobody there knows that the time is over.
    call.succeed(copy, cargo);
    deadlinePasses();
    loop.runTasks();
    assertThat(failure(call)).isEqualTo(Failure.TIMED_OUT);
    call.end(1);

    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void callThatHadNotBegunIsSentAgainWithTheSameArguments() {
    serve(one.entry(), other.entry());
    FutureCall call = started(false);
    loop.run(() -> lost(call, one.arrived().isEmpty() ? other : one));
    loop.runTasks();
    Call second = second(call);
    assertThat(object.holds()).isEqualTo(2);
    answer(second);

    assertThat(Payload.valueOf((Tensor) call.future().result())).isEqualTo(7);
  }

  private void lost(Call call, FakeReplica at) {
    at.vanish();
    at.entry().slots().close();
    ((PendingCall) call).loseUnbegun();
  }

  private Call second(Call first) {
    return Stream.of(one, other)
        .flatMap(replica -> replica.arrived().stream())
        .filter(call -> call != first)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void idempotentCallThatRanIsSentAgainWithInstancesOfItsOwn() {
    serve(one.entry());
    FutureCall call = started(true);
    Tensor argument = (Tensor) Objects.requireNonNull(call.args()[0]);
    begun(call);
    serve(other.entry());
    loop.run(call::lose);
    loop.runTasks();
    Call again = second(call);
    assertThat(again.args()[0]).isNotSameAs(argument);
    assertThat(Payload.valueOf(argument)).as("the lost one may read on").isEqualTo(7);
    answer(again);
    assertThat(Payload.valueOf((Tensor) call.future().result())).isEqualTo(7);
    answer(call, argument);

    parent.endLeases();
    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void idempotentCallThatNoReplicaIsLeftForGivesEverythingBack() {
    serve(one.entry());
    FutureCall call = started(true);
    begun(call);
    router.onView(new DeploymentView(Availability.WANTED, List.of()));
    loop.run(call::lose);
    loop.runTasks();
    deadlinePasses();
    loop.runTasks();
    assertThat(failure(call)).isEqualTo(Failure.TIMED_OUT);
    assertThat(object.holds()).as("the lost one still runs").isEqualTo(2);
    call.end(1);

    assertThat(object.holds()).isEqualTo(1);
  }

  /** The first attempt's answer comes although it was thought lost, and the second still waits. */
  @Test
  void answerOfALostAttemptLeavesNothingHeldByTheNext() {
    FutureCall call = call(true, shared);
    serve(one.entry());
    call.startOrFinish(shared, null);
    Tensor argument = (Tensor) Objects.requireNonNull(call.args()[0]);
    begun(call);
    router.onView(new DeploymentView(Availability.WANTED, List.of()));
    call.lose();
    Cargo cargo = Objects.requireNonNull(PASS.cargoOfResult());
    Object copy = PASS.result().copy(argument, cargo);
    call.end(1);
    call.succeed(copy, cargo);
    deadlinePasses();

    assertThat(failure(call)).as("the second attempt has ended it").isEqualTo(Failure.TIMED_OUT);
    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void blockingCallDeliversItsAnswerAndHoldsNothingAfterwards() {
    @Nullable Object[] args = {given};
    Cargo cargo = PASS.copyArguments(args);
    serve(one.entry());
    BlockingCall call =
        new BlockingCall(
            callee(true),
            PASS,
            args,
            Arguments.copyOf(PASS, args),
            RequestOrigin.of("r-1"),
            DEADLINE,
            0,
            parent,
            shared);
    call.carries(cargo);
    call.startOrFinish(shared, null);
    answer(call);
    Tensor result = (Tensor) Objects.requireNonNull(call.await());

    assertThat(Payload.valueOf(result)).isEqualTo(7);
    result.close();
    assertThat(object.holds()).isEqualTo(1);
  }

  @Test
  void blockingCallThatIsInterruptedGivesItsArgumentsBack() {
    @Nullable Object[] args = {given};
    Cargo cargo = PASS.copyArguments(args);
    BlockingCall call =
        new BlockingCall(
            callee(false), PASS, args, null, RequestOrigin.of("r-1"), DEADLINE, 0, parent, shared);
    call.carries(cargo);
    call.startOrFinish(shared, null);
    Thread.currentThread().interrupt();

    assertThatThrownBy(call::await).isInstanceOf(CallFailedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(object.holds()).isEqualTo(1);
  }
}
