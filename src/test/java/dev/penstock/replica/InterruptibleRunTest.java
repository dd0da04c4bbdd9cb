package dev.penstock.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.fake.FakeCall;
import dev.penstock.message.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread is interrupted for the call whose method it runs, and for no other. */
class InterruptibleRunTest {
  private final AtomicInteger heard = new AtomicInteger();
  private final FakeCall call = new FakeCall("call", FakeCall.route("edge"));
  private final InterruptibleRun run = new InterruptibleRun(given -> heard.incrementAndGet());

  @AfterEach
  void leaveNoInterrupt() {
    assertThat(Thread.interrupted()).as("left behind on the thread").isFalse();
  }

  private static Object interrupted() {
    return Thread.currentThread().isInterrupted();
  }

  @Test
  void methodIsInterruptedWhenItsCallIsGivenUp() throws Throwable {
    call.begin(run, 0);

    Object seen =
        run.run(
            () -> {
              call.giveUp();
              return interrupted();
            });

    assertThat(seen).isEqualTo(true);
    assertThat(heard).hasValue(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void callThatIsGivenUpBeforeItsMethodBeginsFindsItInterrupted() throws Throwable {
    call.begin(run, 0);
    call.giveUp();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    assertThat(run.run(InterruptibleRunTest::interrupted)).isEqualTo(true);
  }

  @Test
  void methodThatHasReturnedIsNotInterrupted() throws Throwable {
    call.begin(run, 0);
    assertThat(run.run(InterruptibleRunTest::interrupted)).isEqualTo(false);

    call.giveUp();

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(heard).as("its future may be open").hasValue(1);
  }

  @Test
  void methodThatThrowsLeavesNoInterruptBehind() {
    call.begin(run, 0);

    assertThatThrownBy(
            () ->
                run.run(
                    () -> {
                      call.giveUp();
                      throw new InterruptedException("blocked");
                    }))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void methodThatSetsItsInterruptAgainLeavesNoneBehind() throws Throwable {
    run.run(
        () -> {
          Thread.currentThread().interrupt();
          return null;
        });

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** Who interrupts has found the method running, and the method returns before it is done. */
  @Test
  void interruptThatMeetsTheEndOfTheMethodDoesNotReachTheNextTask() throws InterruptedException {
    call.begin(run, 0);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupting = new CountDownLatch(1);
    List<Object> seen = new ArrayList<>();
    Thread replica =
        new Thread() {
          @Override
          public void run() {
            try {
              InterruptibleRunTest.this.run.run(
                  () -> {
                    running.countDown();
                    interrupting.await();
                    return null;
                  });
            } catch (Throwable e) {
              seen.add(e);
            }
            seen.add(interrupted());
          }

          @Override
          public void interrupt() {
            interrupting.countDown();
            while (getState() != State.BLOCKED && getState() != State.TERMINATED) {
              Thread.onSpinWait();
            }
            super.interrupt();
          }
        };
    replica.start();
    running.await();

    call.giveUp();
    replica.join();

    assertThat(seen).containsExactly(false);
  }

  @Test
  void callsOfOneThreadNeverSeeTheInterruptOfAnother() throws Exception {
    int count = 20_000;
    Random random = new Random(7);
    AtomicInteger strangers = new AtomicInteger();
    AtomicInteger own = new AtomicInteger();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      List<Future<Boolean>> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        FakeCall each = new FakeCall("call" + i, FakeCall.route("edge"));
        InterruptibleRun eachRun = new InterruptibleRun(given -> {});
        CountDownLatch begun = new CountDownLatch(1);
        int turns = random.nextInt(200);
        runs.add(
            thread.submit(
                () -> {
                  each.begin(eachRun, 0);
                  begun.countDown();
                  return leavesInterrupt(eachRun, () -> look(each, turns, own, strangers));
                }));
        begun.await();
        for (int spin = random.nextInt(300); spin > 0; spin--) {
          Thread.onSpinWait();
        }
        each.giveUp();
      }
      for (Future<Boolean> ended : runs) {
        assertThat(ended.get(20, TimeUnit.SECONDS)).as("left behind").isFalse();
      }
    } finally {
      thread.shutdown();
    }

    assertThat(strangers).hasValue(0);
    assertThat(own).as("the race was met").hasValueBetween(1, count - 1);
  }

  private static Object look(Call call, int turns, AtomicInteger own, AtomicInteger strangers) {
    boolean interrupted = false;
    for (int i = 0; i <= turns && !interrupted; i++) {
      interrupted = Thread.currentThread().isInterrupted();
    }
    if (interrupted) {
      (call.givenUp() ? own : strangers).incrementAndGet();
    }
    return interrupted;
  }

  private static boolean leavesInterrupt(InterruptibleRun run, InterruptibleRun.Body body) {
    try {
      run.run(body);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return Thread.currentThread().isInterrupted();
  }
}
