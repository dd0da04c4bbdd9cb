package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeProfile;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.lang.ref.WeakReference;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who is told of a cancellation, when and where. */
class CallScopeTest {
  static final RequestOrigin ORIGIN = RequestOrigin.of("r-1");
  private static final ReplicaId REPLICA = new ReplicaId("app", "Model", 1, 0, "node");
  private static final Vertx VERTX = Vertx.vertx();

  private final ContextInternal home = ((VertxInternal) VERTX).createEventLoopContext();
  private final FakeCall call = new FakeCall("call", FakeCall.route("edge"));
  private final CallScope scope = new CallScope(call, FakeProfile.of(REPLICA), home);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private void note() {
    told.add(Thread.currentThread().getName());
  }

  private String next() throws InterruptedException {
    return String.valueOf(told.poll(20, TimeUnit.SECONDS));
  }

  /** Waits for everything that stands on the event loop now. */
  private void flush() throws InterruptedException {
    home.runOnContext(go -> told.add("flushed"));
    assertThat(next()).isEqualTo("flushed");
  }

  @Test
  void listenerIsToldOnceOnAnEventLoop() throws InterruptedException {
    call.begin(by -> {}, 0);
    scope.onCancel(this::note);
    call.giveUp();
    scope.cancel();

    assertThat(next()).contains("eventloop");
    flush();
  }

  @Test
  void listenerThatComesLateIsToldAtOnce() throws InterruptedException {
    call.begin(by -> {}, 0);
    call.giveUp();
    call.end(1);
    scope.onCancel(this::note);

    assertThat(next()).contains("eventloop");
  }

  @Test
  void listenerThatThrowsHurtsNobody() throws InterruptedException {
    call.begin(by -> {}, 0);
    scope.onCancel(
        () -> {
          throw new AssertionError("of the user");
        });
    scope.onCancel(this::note);
    call.giveUp();

    assertThat(next()).contains("eventloop");
  }

  @Test
  void nothingIsToldAfterTheEndNorWhenTheCallFailsByItself() throws InterruptedException {
    call.begin(by -> {}, 0);
    scope.onCancel(this::note);
    call.end(1);
    scope.onCancel(this::note);
    scope.fail();
    assertThat(scope.cancelled()).as("what goes on of it is for nobody").isTrue();
    CallScope request = new CallScope(ORIGIN, System.nanoTime() + 1_000_000_000L, home);
    request.onCancel(this::note);
    request.end();
    request.onCancel(this::note);

    flush();
    assertThat(call.giveUp()).isEqualTo(Call.GivenUp.TOO_LATE);
  }

  @Test
  void listenersAreForgottenWithTheEnd() {
    call.begin(by -> {}, 0);
    WeakReference<Runnable> seen = listen(scope);
    assertThat(seen.get()).isNotNull();
    call.end(1);

    for (int i = 0; i < 100 && seen.get() != null; i++) {
      System.gc();
    }
    assertThat(seen.get()).isNull();
    assertThat(scope.cancelled()).isFalse();
  }

  /** A listener that nothing else refers to. */
  private static WeakReference<Runnable> listen(CallScope scope) {
    AtomicInteger counter = new AtomicInteger();
    Runnable used = counter::incrementAndGet;
    scope.onCancel(used);
    return new WeakReference<>(used);
  }

  @Test
  void callIsCancelledByItsClockBeforeAnybodyNotices() {
    CallScope late = new CallScope(ORIGIN, System.nanoTime(), home);
    assertThat(late.cancelled()).isTrue();
    late.end();
    assertThat(late.cancelled()).isFalse();
  }

  @Test
  void messageOfASocketIsOverWithItAndListenersOfOldOnesDoNotPileUp() throws InterruptedException {
    CallScope socket = CallScope.socket(ORIGIN, home);
    CallScope old = socket.message(System.nanoTime());
    CallScope young = socket.message(System.nanoTime() + TimeUnit.HOURS.toNanos(1));
    assertThat(socket.deadline()).isEmpty();
    assertThat(young.deadline()).isPresent();
    old.onCancel(() -> told.add("old"));
    young.onCancel(() -> told.add("young"));
    assertThat(next()).isEqualTo("old");

    socket.cancel();

    assertThat(next()).isEqualTo("young");
    assertThat(young.cancelled()).isTrue();
  }
}
