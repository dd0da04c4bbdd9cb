package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Tensor;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeProfile;
import dev.penstock.store.CountedObject;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The end of a call against everything that may happen to its instances at the same time. */
class ScopeLeasesTest {
  private static final ReplicaId REPLICA = new ReplicaId("app", "Model", 1, 0, "node");
  private static final Vertx VERTX = Vertx.vertx();
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(3);
  private static final int ROUNDS = 2_000;

  private final ContextInternal home = ((VertxInternal) VERTX).createEventLoopContext();
  private final FakeCall call = new FakeCall("r-1", FakeCall.route("edge"));
  private final CallScope scope = new CallScope(call, FakeProfile.of(REPLICA), home);
  private @Nullable Tensor field;
  private final CountedObject object = new CountedObject(64, (byte) 7);

  @AfterAll
  static void close() {
    VERTX.close();
    THREADS.shutdown();
  }

  private Tensor made() {
    return CurrentCall.get(scope, () -> Payload.over(object));
  }

  @Test
  void endOfTheCallClosesWhatWasMadeAndReceivedInIt() {
    call.begin(by -> {}, 0);
    Tensor made = made();
    CountedObject other = new CountedObject(64, (byte) 8);
    HeldTensor received = Payload.held(other);
    scope.receive(received.claim());
    assertThat(object.holds()).isEqualTo(1);
    call.end(1);

    assertThat(object.holds()).isZero();
    assertThat(other.holds()).isZero();
    assertThatThrownBy(received::bytes)
        .hasMessageContaining("tensor UINT8[64] was closed at the end of app/Model.echo")
        .hasMessageContaining("requestId=r-1");
    assertThatThrownBy(made::bytes).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void callThatEndsAfterItWasGivenUpClosesThemToo() {
    call.begin(by -> {}, 0);
    made();
    call.giveUp();
    assertThat(object.holds()).as("its method still reads").isEqualTo(1);
    call.end(1);

    assertThat(object.holds()).isZero();
  }

  @Test
  void instancesOfAnAbandonedCallAreUsableAndComeBackByGarbageCollection() {
    call.begin(by -> {}, 0);
    field = made();
    call.giveUp();
    assertThat(call.abandon()).isTrue();
    Leases.collectNow();
    assertThat(Payload.valueOf(Objects.requireNonNull(field))).isEqualTo(7);
    field = null;
    Leases.collectNow();

    object.awaitFree();
  }

  /** Its replica has stopped: nobody abandons it, should it never end. */
  @Test
  void instancesOfACallThatWasLetGoComeBackByGarbageCollection() {
    call.begin(by -> {}, 0);
    made();
    call.giveUp();
    call.letGo();
    Leases.collectNow();

    object.awaitFree();
    assertThat(call.end(1)).as("it may still end").isTrue();
    assertThat(object.wrongReleases()).isZero();
  }

  @Test
  void whatAnAbandonedCallMakesLaterComesBackByGarbageCollection() {
    call.begin(by -> {}, 0);
    call.giveUp();
    call.abandon();
    made();
    Leases.collectNow();

    object.awaitFree();
  }

  @Test
  void whatWasDroppedInALongCallComesBackBeforeItsEnd() {
    call.begin(by -> {}, 0);
    made();
    Leases.collectNow();

    object.awaitFree();
    call.end(1);
    assertThat(object.wrongReleases()).isZero();
  }

  @Test
  void longCallDoesNotGrowWithWhatItHasClosed() {
    call.begin(by -> {}, 0);
    for (int i = 0; i < 10_000; i++) {
      Tensor hop = CurrentCall.get(scope, () -> Payload.SMALL.of(7));
      hop.close();
    }

    assertThat(scope.size()).isLessThanOrEqualTo(64);
    call.end(1);
  }

  @Test
  void bytesOnTheHeapThatWereDroppedInALongCallAreNotKept() throws InterruptedException {
    call.begin(by -> {}, 0);
    ReferenceQueue<HeapContent> collected = new ReferenceQueue<>();
    WeakReference<HeapContent> dropped = dropOnHeap(collected);
    Leases.collectNow();

    assertThat(collected.remove(20_000)).isSameAs(dropped);
    for (int i = 0; i < 300; i++) {
      dropOnHeap(collected);
      if (i == 200) {
        Leases.collectNow();
      }
    }
    assertThat(scope.size()).as("made since they were collected").isLessThan(150);
    call.end(1);
  }

  private WeakReference<HeapContent> dropOnHeap(ReferenceQueue<HeapContent> collected) {
    HeapContent content = new HeapContent(new byte[64]);
    scope.own(new HeldBlob(content).claim());
    return new WeakReference<>(content, collected);
  }

  /** A callee's argument and its call's memory: nothing but the callee's code keeps it. */
  @Test
  void argumentsThatTheCalleeDropsComeBackBeforeTheEndOfItsCall() {
    FakeCall carrying = carrying();
    carrying.begin(by -> {}, 0);
    carrying.deliverTo(new CallScope(carrying, FakeProfile.of(REPLICA), home));
    Leases.collectNow();

    object.awaitFree();
    carrying.end(1);
    assertThat(object.wrongReleases()).isZero();
  }

  private FakeCall carrying() {
    Cargo cargo = new Cargo();
    HeldTensor argument = Payload.held(object);
    cargo.add(argument.claim());
    return new FakeCall("r-2", FakeCall.route("edge"), new Object[] {argument}, cargo);
  }

  @Test
  void argumentsAreHeldUntilTheCallHasBegunOrHasFailed() {
    FakeCall never = carrying();
    assertThat(object.holds()).isEqualTo(1);
    never.releaseCargo();
    never.releaseCargo();

    assertThat(object.holds()).isZero();
    assertThat(never.begin(by -> {}, 0)).as("its arguments are gone").isFalse();
    assertThat(object.wrongReleases()).isZero();
  }

  /** Delivery at the callee against the end for the caller: one of them ends the lease. */
  @Test
  void beginningExcludesGivingArgumentsBack() {
    for (int i = 0; i < ROUNDS; i++) {
      CountedObject raced = new CountedObject(64, (byte) 7);
      Cargo cargo = new Cargo();
      HeldTensor argument = Payload.held(raced);
      cargo.add(argument.claim());
      FakeCall one = new FakeCall("r", FakeCall.route("edge"), new Object[] {argument}, cargo);
      CallScope callee = new CallScope(one, FakeProfile.of(REPLICA), home);
      atOnce(
          () -> {
            if (one.begin(by -> {}, 0)) {
              one.deliverTo(callee);
              assertThat(raced.holds()).isEqualTo(1);
              one.end(1);
            }
          },
          () -> {
            one.giveUp();
            one.releaseCargo();
          });

      assertThat(raced.holds()).isZero();
      assertThat(raced.wrongReleases()).isZero();
    }
  }

  /** Code on another thread makes an instance while the call ends. */
  @Test
  void instanceThatIsMadeAtTheEndIsClosedWithTheCallOrBelongsToItsMaker() {
    for (int i = 0; i < ROUNDS; i++) {
      FakeCall one = new FakeCall("r", FakeCall.route("edge"));
      CallScope its = new CallScope(one, FakeProfile.of(REPLICA), home);
      CountedObject raced = new CountedObject(64, (byte) 7);
      AtomicReference<@Nullable Tensor> made = new AtomicReference<>();
      one.begin(by -> {}, 0);
      atOnce(() -> made.set(CurrentCall.get(its, () -> Payload.over(raced))), () -> one.end(1));

      if (raced.holds() == 1) {
        Tensor left = Objects.requireNonNull(made.get());
        assertThat(Payload.valueOf(left)).isEqualTo(7);
        left.close();
      }
      assertThat(raced.holds()).isZero();
      assertThat(raced.wrongReleases()).isZero();
    }
  }

  @Test
  void closeAndEndOfScopeAndRetainAtTheSameTimeGiveEachHoldBackOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      FakeCall one = new FakeCall("r", FakeCall.route("edge"));
      CallScope its = new CallScope(one, FakeProfile.of(REPLICA), home);
      CountedObject raced = new CountedObject(64, (byte) 7);
      one.begin(by -> {}, 0);
      Tensor tensor = CurrentCall.get(its, () -> Payload.over(raced));
      AtomicReference<@Nullable Tensor> kept = new AtomicReference<>();
      atOnce(tensor::close, () -> one.end(1), () -> kept.set(orNull(tensor::retain)));

      Tensor second = kept.get();
      if (second != null) {
        assertThat(Payload.valueOf(second)).isEqualTo(7);
        second.close();
      }
      assertThat(raced.holds()).isZero();
      assertThat(raced.wrongReleases()).isZero();
    }
  }

  /** Who gets a view reads the object's bytes until it lets the view go. */
  @Test
  void viewThatIsTakenWhileTheScopeEndsIsGoodOrRefused() {
    List<CountedObject> all = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      FakeCall one = new FakeCall("r", FakeCall.route("edge"));
      CallScope its = new CallScope(one, FakeProfile.of(REPLICA), home);
      CountedObject raced = new CountedObject(64, (byte) 7);
      all.add(raced);
      one.begin(by -> {}, 0);
      Tensor tensor = CurrentCall.get(its, () -> Payload.over(raced));
      AtomicReference<@Nullable ByteBuffer> view = new AtomicReference<>();
      atOnce(() -> view.set(orNull(tensor::bytes)), () -> one.end(1));

      ByteBuffer read = view.get();
      if (read != null) {
        assertThat(Payload.valueOf(read)).isEqualTo(7);
      }
    }
    Leases.collectNow();
    all.forEach(CountedObject::awaitFree);
    assertThat(all).allMatch(each -> each.wrongReleases() == 0);
  }

  private static <T> @Nullable T orNull(Supplier<T> what) {
    try {
      return what.get();
    } catch (IllegalStateException closed) {
      return null;
    }
  }

  private static void atOnce(Runnable... steps) {
    CyclicBarrier start = new CyclicBarrier(steps.length);
    CompletableFuture<?>[] all = new CompletableFuture<?>[steps.length];
    for (int i = 0; i < steps.length; i++) {
      Runnable step = steps[i];
      all[i] =
          CompletableFuture.runAsync(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                  throw new AssertionError(e);
                }
                step.run();
              },
              THREADS);
    }
    CompletableFuture.allOf(all).join();
  }
}
