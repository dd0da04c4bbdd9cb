package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.Tensor;
import dev.penstock.store.CountedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What user code dropped comes back, and who forgot to close it is told. */
class LeaseCollectorTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(LeakWarnings.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final CallScope scope = new CallScope(RequestOrigin.of("r-1"), CallScope.NO_DEADLINE);
  private long nanos;
  private final LeakWarnings warnings = new LeakWarnings(() -> nanos);
  private final CountedObject object = new CountedObject(64, (byte) 7);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void silence() {
    logger.detachAppender(log);
    Leases.track(false);
  }

  private void drop() {
    assertThat(Payload.over(object)).isNotNull();
  }

  private void collected() {
    Leases.collectNow();
    object.awaitFree();
    assertThat(object.wrongReleases()).isZero();
  }

  private void warn(Tensor dropped) {
    warnings.onUnreachable(((HeldTensor) dropped).claim());
    dropped.close();
  }

  @Test
  void warningNamesWhereTheInstanceWasMade() {
    warn(Payload.over(object));

    assertThat(log.list)
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.getFormattedMessage())
                    .startsWith("an instance of 64 bytes was dropped without close()")
                    .contains("made or received in no call (store.trackLeaks tells where)"));
  }

  @Test
  void warningNamesTheRequestInWhichItWasRetained() {
    CurrentCall.run(scope, () -> warn(Payload.over(object).retain()));

    assertThat(log.list.get(0).getFormattedMessage())
        .contains("made or received in a request, requestId=r-1");
    scope.endLeases();
  }

  @Test
  void warningTellsWhereItWasMadeIfLeaksAreTracked() {
    Leases.track(true);
    warn(made());

    ThrowableProxy stack = (ThrowableProxy) log.list.get(0).getThrowableProxy();
    assertThat(stack.getThrowable().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("made"));
  }

  private Tensor made() {
    return Payload.over(object);
  }

  @Test
  void droppedOutsideOfAScopeComesBack() {
    drop();
    collected();
  }

  @Test
  void droppedInAScopeComesBackBeforeItsEndWithoutAWarning() {
    CurrentCall.run(scope, this::drop);
    collected();

    assertThat(log.list).isEmpty();
    scope.endLeases();
    assertThat(object.wrongReleases()).isZero();
  }

  /** One leak does not hide another. */
  @Test
  void leakIsToldAFewTimesAMinuteForEachPlace() {
    for (int i = 0; i < 50; i++) {
      warn(Payload.over(new CountedObject(64, (byte) 7)));
    }
    assertThat(log.list).hasSize(10);
    CurrentCall.run(scope, () -> warn(Payload.over(object).retain()));
    assertThat(log.list).hasSize(11);
    nanos = TimeUnit.MINUTES.toNanos(1);
    warn(Payload.over(new CountedObject(64, (byte) 7)));

    assertThat(log.list).hasSize(12);
    scope.endLeases();
  }

  /** When it returns, what was collectable is free: an allocation may be tried again. */
  @Test
  void collectingReturnsWhenWhatWasDroppedIsFree() {
    drop();
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      others.add(CompletableFuture.runAsync(Leases::collectNow));
    }
    Leases.collectNow();
    others.forEach(CompletableFuture::join);

    assertThat(object.holds()).isZero();
  }

  @Test
  void openInstancesAreCountedByDeployment() {
    Map<String, Long> before = Leases.openByDeployment();
    Tensor one = Payload.over(object);
    Tensor other = one.retain();
    assertThat(elsewhere(Leases.openByDeployment())).isEqualTo(elsewhere(before) + 2);
    one.close();
    other.close();

    assertThat(elsewhere(Leases.openByDeployment())).isEqualTo(elsewhere(before));
  }

  private static long elsewhere(Map<String, Long> open) {
    return Objects.requireNonNullElse(open.get(""), 0L);
  }
}
