package dev.penstock.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.fake.FakeCall;
import dev.penstock.message.Call;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.ReplicaId;
import dev.penstock.metrics.ReplicaMeter;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When the slot of a call that was given up is freed, and that it is freed once. */
class GivenUpCallsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final ReplicaId REPLICA = new ReplicaId("app", "Model", 1, 0, "node");

  private final ContextInternal control = ((VertxInternal) VERTX).createEventLoopContext();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final ReplicaMeter meter = new ReplicaMeter(REPLICA);

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private GivenUpCalls calls(int threads, int millis) {
    Admission admission =
        new Admission() {
          @Override
          public void freed() {
            events.add("freed");
          }

          @Override
          public void refused(Call call) {
            throw new AssertionError("nothing is given back here");
          }
        };
    return new GivenUpCalls(
        REPLICA,
        control,
        new CancelSignal(),
        Duration.ofMillis(millis),
        threads,
        admission,
        meter,
        cause -> events.add("stuck"));
  }

  private static FakeCall givenUp(GivenUpCalls calls) {
    FakeCall call = new FakeCall("call", FakeCall.route("edge"));
    call.begin(calls::add, 0);
    call.giveUp();
    return call;
  }

  private String next() throws InterruptedException {
    return String.valueOf(events.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void callThatRunsOnIsAbandonedOnce() throws InterruptedException {
    FakeCall call = givenUp(calls(0, 20));

    assertThat(next()).isEqualTo("freed");
    assertThat(call.end(1)).as("its end finds the slot free").isFalse();
    assertThat(meter.abandoned()).isEqualTo(1);
  }

  @Test
  void callThatEndedIsForgottenWithItsTimer() throws InterruptedException {
    GivenUpCalls calls = calls(0, 20);
    FakeCall ended = givenUp(calls);
    assertThat(ended.end(1)).isTrue();
    calls.remove(ended);
    calls.add(ended);
    FakeCall other = givenUp(calls);

    assertThat(next()).isEqualTo("freed");
    assertThat(other.end(1)).isFalse();
    assertThat(events).isEmpty();
    assertThat(meter.abandoned()).isEqualTo(1);
  }

  @Test
  void threadsThatAreAllHeldAreToldOnceAndSlotsComeBackAfterTheMethods()
      throws InterruptedException {
    GivenUpCalls calls = calls(2, 20);
    FakeCall first = givenUp(calls);
    FakeCall second = givenUp(calls);
    assertThat(next()).isEqualTo("stuck");
    for (FakeCall call : List.of(first, second)) {
      call.methodReturned();
      calls.onReturned(call);
    }

    assertThat(next()).isEqualTo("freed");
    assertThat(next()).isEqualTo("freed");
    assertThat(meter.abandoned()).as("each counted once").isEqualTo(2);
    assertThat(first.end(1)).isFalse();
    assertThat(second.end(1)).isFalse();
    assertThat(events).isEmpty();
  }

  @Test
  void stoppedReplicaAbandonsNothing() throws InterruptedException {
    GivenUpCalls stopped = calls(0, 20);
    FakeCall call = givenUp(stopped);
    stopped.close();
    givenUp(stopped);
    FakeCall of = givenUp(calls(0, 60));

    assertThat(next()).isEqualTo("freed");
    assertThat(of.ended()).isFalse();
    assertThat(call.end(1)).as("it was not abandoned").isTrue();
    assertThat(events).isEmpty();
  }

  /** Ends and timer at the same moment. */
  @Test
  void endsThatMeetTheTimerFreeEachSlotOnce() throws Exception {
    GivenUpCalls calls = calls(0, 5);
    AtomicInteger freed = new AtomicInteger();
    int count = 500;
    ArrayDeque<FakeCall> open = new ArrayDeque<>();
    List<FakeCall> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FakeCall call = givenUp(calls);
      all.add(call);
      open.add(call);
      if (open.size() > 50) {
        end(calls, open.remove(), freed);
      }
    }
    while (!open.isEmpty()) {
      end(calls, open.remove(), freed);
    }
    while (freed.get() + events.size() < count) {
      Thread.onSpinWait();
    }
    for (FakeCall call : all) {
      assertThat(call.end(1)).isFalse();
    }

    assertThat(freed.get() + events.size()).isEqualTo(count);
    assertThat(meter.abandoned()).isEqualTo(events.size());
  }

  private static void end(GivenUpCalls calls, FakeCall call, AtomicInteger freed) {
    if (call.end(1)) {
      calls.remove(call);
      freed.incrementAndGet();
    }
  }
}
