package dev.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Failure;
import dev.penstock.ReplicaContext;
import dev.penstock.UserFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NodeMetersTest {
  private record Replica(String application, String deployment, int index)
      implements ReplicaContext {
    @Override
    public int revision() {
      return 1;
    }

    @Override
    public String nodeId() {
      return "node";
    }
  }

  private final List<UserFailure> heard = new ArrayList<>();
  private final NodeMeters meters = new NodeMeters(2, new FailureLog(heard::add));

  private static UserFailure failure(String deployment, int number) {
    return new UserFailure(
        Instant.EPOCH,
        deployment,
        null,
        "GET /",
        "request",
        "error-" + number,
        "no",
        new IllegalStateException());
  }

  private DeploymentTotals totals(String deployment) {
    return Objects.requireNonNull(meters.deployments().get(deployment));
  }

  @Test
  void totalsOfADeploymentOutliveItsReplicas() {
    ReplicaMeter first = new ReplicaMeter(new Replica("app", "Model", 0));
    ReplicaMeter second = new ReplicaMeter(new Replica("app", "Model", 1));
    meters.add(first);
    meters.add(second);
    first.record(1000, null);
    first.recordAbandoned();
    second.record(1000, Failure.USER_ERROR);

    meters.remove(first.replica());
    second.record(1000, null);

    assertThat(totals("app/Model").calls().count()).isEqualTo(3);
    assertThat(totals("app/Model").calls().failed()).isOne();
    assertThat(totals("app/Model").abandoned()).isOne();
    assertThat(meters.replicas()).containsExactly(second);
  }

  @Test
  void forgetsAnApplicationAndNotThoseWhoseNamesBeginLikeIt() {
    for (String application : List.of("app", "app2")) {
      ReplicaMeter meter = new ReplicaMeter(new Replica(application, "Model", 0));
      meters.add(meter);
      meters.remove(meter.replica());
      meters.calls().of(application + "/Gateway.model", application + "/Model");
      meters.failures().add(failure(application + "/Model", 1));
    }

    meters.forget("app");

    assertThat(meters.deployments()).containsOnlyKeys("app2/Model");
    assertThat(meters.calls().all())
        .extracting(CallMeter::edge)
        .containsExactly("app2/Gateway.model");
    assertThat(meters.failures().newest("app/Model")).isEmpty();
    assertThat(meters.failures().newest("app2/Model")).hasSize(1);
  }

  @Test
  void edgeOfAnotherApplicationGoesOnCountingWhenItsCalleeComesBack() {
    CallMeter meter = meters.calls().of("shop/Gateway.model", "models/Model");
    meters.forget("models");
    meter.record(0, 1000, null);

    assertThat(meters.calls().of("shop/Gateway.model", "models/Model").calls().count()).isOne();
  }

  @Test
  void callsOfAllLoopsAndThreadsAddUp() {
    CallMeter meter = meters.calls().of("app/Gateway.model", "app/Model");
    meter.record(0, 1000, null);
    meter.record(1, 1000, Failure.TIMED_OUT);
    meter.recordShared(1000, null);
    meter.recordWaited(1000);

    assertThat(meter.calls().count()).isEqualTo(3);
    assertThat(meter.calls().failed()).isOne();
    assertThat(meter.waited().count()).isOne();
  }

  @Test
  void keepsTheFiveNewestFailuresWithoutWhatWasThrown() {
    for (int i = 0; i < 7; i++) {
      meters.failures().add(failure("app/Model", i));
    }

    List<UserFailure> newest = meters.failures().newest("app/Model");
    assertThat(newest)
        .extracting(UserFailure::errorId)
        .containsExactly("error-6", "error-5", "error-4", "error-3", "error-2");
    assertThat(newest).allSatisfy(kept -> assertThat(kept.cause()).isNull());
    assertThat(heard).hasSize(7).allSatisfy(told -> assertThat(told.cause()).isNotNull());
  }

  @Test
  void listenerThatFailsDoesNotDisturbWhoNoticedTheFailure() {
    FailureLog log =
        new FailureLog(
            failure -> {
              throw new IllegalStateException("listener");
            });

    log.add(failure("app/Model", 1));

    assertThat(log.newest("app/Model")).hasSize(1);
  }

  @Test
  void requestsAreCountedByMethodAndStatusOnAnyThread() {
    RouteMeter route = meters.requests().of("/calc");
    route.record(0, RequestMethod.GET, 200, 1000);
    route.record(1, RequestMethod.GET, 200, 1000);
    route.recordShared(RequestMethod.of("POST"), 503, 1000);
    route.recordShared(RequestMethod.of("BREW"), 999, 1000);
    RequestSnapshot requests = meters.requests().of("/calc").requests();

    assertThat(requests.counts())
        .containsOnly(
            Map.entry(new RequestSnapshot.Kind(RequestMethod.GET, 200), 2L),
            Map.entry(new RequestSnapshot.Kind(RequestMethod.POST, 503), 1L),
            Map.entry(new RequestSnapshot.Kind(RequestMethod.OTHER, 599), 1L));
    assertThat(requests.ofClass(5)).isEqualTo(2);
    assertThat(requests.times().count()).isEqualTo(4);
    assertThat(requests.since(requests).counts()).isEmpty();
  }

  @Test
  void delayOfALoopIsWhatItsTimerMissed() {
    LoopDelay delay = new LoopDelay("loop", 1_000_000);
    assertThat(delay.overdue(3_000_000)).isEqualTo(2_000_000);
    delay.ran(3_000_000, 10_000_000);
    delay.ran(9_000_000, 20_000_000);

    assertThat(delay.overdue(12_000_000)).isZero();
    assertThat(delay.delays().count()).isEqualTo(2);
    assertThat(delay.delays().sumNanos()).isEqualTo(2_000_000);
  }
}
