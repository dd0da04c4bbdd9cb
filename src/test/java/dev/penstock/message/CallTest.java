package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.fake.FakeCall;
import dev.penstock.message.Call.GivenUp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Beginning, end, giving up and abandoning of one call in every order. */
class CallTest {
  private final FakeCall call = new FakeCall("call", FakeCall.route("edge"));
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void callThatIsGivenUpBeforeItBeginsNeverBegins() {
    assertThat(call.giveUp()).isEqualTo(GivenUp.BEFORE_IT_RAN);

    assertThat(call.begin(by -> told.incrementAndGet(), 0)).isFalse();
    assertThat(call.end(1)).isFalse();
    assertThat(told).hasValue(0);
  }

  @Test
  void callThatIsGivenUpBetweenBeginAndEndTellsItsRunnerAndStaysGivenUp() {
    call.begin(by -> told.incrementAndGet(), 0);
    assertThat(call.giveUp()).isEqualTo(GivenUp.WHILE_IT_RUNS);
    assertThat(call.giveUp()).isEqualTo(GivenUp.TOO_LATE);

    assertThat(call.end(1)).isTrue();
    assertThat(call.abandon()).isFalse();
    assertThat(told).hasValue(1);
    assertThat(call.givenUp()).as("calls below may not have heard of it").isTrue();
    assertThat(call.ended()).isTrue();
  }

  @Test
  void callThatHasEndedCannotBeGivenUp() {
    call.begin(by -> told.incrementAndGet(), 0);
    assertThat(call.end(1)).isTrue();

    assertThat(call.giveUp()).isEqualTo(GivenUp.TOO_LATE);
    assertThat(call.givenUp()).isFalse();
    assertThat(told).hasValue(0);
  }

  /** Three threads: the slot is freed by one of end and abandon, and the runner hears once. */
  @Test
  void endAndAbandonFreeTheSlotOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int seed = 0; seed < 5_000; seed++) {
        FakeCall raced = new FakeCall("call " + seed, FakeCall.route("edge"));
        AtomicInteger freed = new AtomicInteger();
        AtomicInteger heard = new AtomicInteger();
        List<Runnable> steps = new ArrayList<>();
        steps.add(
            () -> {
              if (!raced.begin(by -> heard.incrementAndGet(), 0) || raced.end(1)) {
                freed.incrementAndGet();
              }
            });
        steps.add(raced::giveUp);
        steps.add(raced::giveUp);
        steps.add(
            () -> {
              if (raced.abandon()) {
                freed.incrementAndGet();
              }
            });
        Collections.shuffle(steps, new Random(seed));
        atOnce(threads, steps);

        assertThat(freed).as("seed %d", seed).hasValue(1);
        assertThat(heard.get()).as("seed %d", seed).isLessThanOrEqualTo(1);
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void atOnce(ExecutorService threads, List<Runnable> steps) throws Exception {
    CyclicBarrier start = new CyclicBarrier(steps.size());
    List<Future<?>> all = new ArrayList<>();
    for (Runnable step : steps) {
      all.add(
          threads.submit(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                  throw new AssertionError(e);
                }
                step.run();
              }));
    }
    for (Future<?> each : all) {
      each.get(20, TimeUnit.SECONDS);
    }
  }
}
