package dev.penstock.handle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallFailedException;
import dev.penstock.ItemStream;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.fake.FakeReplica;
import dev.penstock.fake.ScriptedLoop;
import dev.penstock.message.Call;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.Cargo;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ItemPump;
import dev.penstock.message.Payload;
import dev.penstock.message.RequestOrigin;
import dev.penstock.message.ValueCodecs;
import dev.penstock.metrics.CallMeter;
import dev.penstock.router.Router;
import dev.penstock.store.CountedObject;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Races at the caller's end of a stream, one step after the other. */
class StreamCallTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final long MILLI = 1_000_000;
  private static final long IDLE = 1_000 * MILLI;
  private static final ContractMethod METHOD =
      Objects.requireNonNull(Contract.of(Numbers.class).method("numbers"));

  interface Numbers {
    ReadStream<Integer> numbers();
  }

  private final ScriptedLoop loop = new ScriptedLoop();
  private long now;
  private final OpenCalls open =
      OpenCalls.confinedTo(loop.loop(), 0, new CancelSignal(), () -> now);
  private final Router router = Calls.router();
  private final Callee callee =
      Calls.toModel(router, false, new CallMeter("edge", "app/Model", 1), () -> false);
  private final FakeReplica one = new FakeReplica(0, 8);
  private final ContextInternal reading = ((VertxInternal) VERTX).createEventLoopContext();

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private StreamCall stream(long deadline) {
    return stream(deadline, CallScope.EMPTY);
  }

  private StreamCall stream(long deadline, CallScope parent) {
    return new StreamCall(
        callee,
        METHOD,
        new Object[0],
        RequestOrigin.of("id"),
        deadline,
        now,
        parent,
        reading,
        open,
        IDLE);
  }

  /** A call that does something when it fails. */
  private final class Failing extends PendingCall {
    private final Runnable onFailure;

    Failing(long deadline, Runnable onFailure) {
      super(callee, METHOD, new Object[0], RequestOrigin.of("id"), deadline, now, CallScope.EMPTY);
      this.onFailure = onFailure;
    }

    @Override
    public void succeed(@Nullable Object result, @Nullable Cargo arriving) {
      throw new AssertionError("nobody answers");
    }

    @Override
    public void fail(CallFailedException failure) {
      onFailure.run();
    }
  }

  @Test
  void aCancellationReachesTheAttemptThatTakesItsPlaceMeanwhile() {
    FakeReplica other = new FakeReplica(1, 8);
    router.onView(new DeploymentView(Availability.WANTED, List.of(one.entry())));
    StreamCall call = stream(IDLE);
    loop.run(() -> call.start(open, null));
    router.onView(new DeploymentView(Availability.WANTED, List.of(other.entry())));

    open.onReplicaLost(one.entry().id());
    call.reader().cancel();
    loop.runTasks();

    assertThat(other.arrived()).hasSize(1).allMatch(Call::givenUp);
  }

  @Test
  void aStreamThatGoesOnInTheSweepOfItsDeadlineTakesNoOtherCallWithIt() {
    router.onView(new DeploymentView(Availability.WANTED, List.of(one.entry())));
    StreamCall late = stream(10 * MILLI);
    Failing first = new Failing(10 * MILLI, late::onTaken);
    Failing other = new Failing(100 * MILLI + IDLE, () -> {});
    loop.run(
        () -> {
          first.start(open, null);
          late.start(open, null);
          other.start(open, null);
        });

    now = 100 * MILLI;
    loop.runTimers();

    assertThat(first.givenUp()).isTrue();
    assertThat(other.givenUp()).isFalse();
  }

  /** A stream of two numbers that was asked for in a message, which holds that object meanwhile. */
  private StreamCall endedStream(CallScope message, CountedObject object) {
    router.onView(new DeploymentView(Availability.WANTED, List.of(one.entry())));
    StreamCall[] made = new StreamCall[1];
    message
        .wrap(
            () -> {
              assertThat(Payload.over(object).byteLength()).isEqualTo(64);
              made[0] = stream(IDLE, message);
              loop.run(() -> made[0].start(open, null));
            })
        .run();
    StreamCall call = made[0];
    call.reader().pause();
    new ItemPump<>(
            ItemStream.of(List.of(1, 2)),
            ValueCodecs.of(Integer.class),
            false,
            call.items(),
            null,
            new Ending(call))
        .start();
    return call;
  }

  /** The replica, which ends the call behind the last item. */
  private record Ending(StreamCall call) implements ItemPump.Owner {
    @Override
    public void onItem() {}

    @Override
    public void onEnd() {
      call.succeed(null, null);
    }

    @Override
    public void onFailure(Throwable cause) {
      throw new AssertionError(cause);
    }

    @Override
    public void onClosed() {}
  }

  private CallScope message() {
    return CallScope.socket(RequestOrigin.of("s-1"), reading).message(Long.MAX_VALUE / 2);
  }

  @Test
  void worksForItsMessageUntilTheReaderHasTakenTheEnd() throws Exception {
    CountedObject object = new CountedObject(64, (byte) 7);
    StreamCall call = endedStream(message(), object);
    loop.runTasks();
    assertThat(object.holds()).as("items wait for the reader").isEqualTo(1);

    CompletableFuture<Integer> held = new CompletableFuture<>();
    call.reader().endHandler(end -> held.complete(object.holds())).handler(item -> {}).resume();

    assertThat(held.get(20, TimeUnit.SECONDS)).as("the end is handled in it").isEqualTo(1);
    object.awaitFree();
  }

  @Test
  void worksForItsMessageNoLongerThanItsReaderMayBeIdle() {
    CountedObject object = new CountedObject(64, (byte) 7);
    StreamCall call = endedStream(message(), object);
    loop.runTasks();
    now = IDLE / 2;
    loop.runTimers();
    assertThat(object.holds()).isEqualTo(1);

    now = 2 * IDLE;
    loop.runTimers();

    object.awaitFree();
    assertThat(call.reader().isPaused()).isTrue();
  }
}
