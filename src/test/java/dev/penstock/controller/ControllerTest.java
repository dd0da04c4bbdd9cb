package dev.penstock.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replays starts, failures and replacements by hand: no threads, no clock. */
class ControllerTest {
  private final DeploymentNode model = Graphs.deployment("Model", 2, false);
  private final DeploymentNode gateway = Graphs.deployment("Gateway", 1, true);
  private final ApplicationGraph app = Graphs.application(gateway, model, gateway);
  private final ScriptedHost host = new ScriptedHost();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private final Controller controller =
      new Controller(
          Runnable::run,
          (delay, task) -> {
            pauses.add(delay);
            timers.add(task);
          },
          new Planner("node"),
          host);

  private void started() {
    assertThat(controller.start(new DesiredState(List.of(app))).succeeded()).isTrue();
    host.log.clear();
  }

  @Test
  void failedStartStopsWhatHadStartedAndTellsTheCause() {
    host.failing.add("start app/Model#1");
    Future<Void> start = controller.start(new DesiredState(List.of(app)));

    assertThat(start.cause()).hasMessage("start app/Model#1 failed");
    assertThat(host.log)
        .containsExactly(
            "open app", "start app/Model#0", "start app/Model#1", "stop app/Model#0", "close app");
  }

  @Test
  void replicasOfOneDeploymentStartSideBySide() {
    host.hold = true;
    controller.start(new DesiredState(List.of(app)));
    host.held.get(0).complete();
    assertThat(host.log).containsExactly("open app", "start app/Model#0", "start app/Model#1");

    host.held.get(1).complete();
    assertThat(host.log).hasSize(3);
    host.held.get(2).complete();
    assertThat(host.log).last().isEqualTo("start app/Gateway#0");
  }

  @Test
  void unhealthyReplicaGetsNoMoreCallsAndIsReplaced() {
    started();
    controller.onUnhealthy(Graphs.replica(model, 1), new IllegalStateException("ill"));

    assertThat(host.log)
        .containsExactly("condemn app/Model#1", "start app/Model#2", "stop app/Model#1");
  }

  @Test
  void replacementIsTriedAgainAfterGrowingPausesAndThenCalledCrashLoop() {
    started();
    host.failing.add("start app/Model#2");
    controller.onUnhealthy(Graphs.replica(model, 1), new IllegalStateException("ill"));
    timers.remove(0).run();
    assertThat(host.log).doesNotContain("crash loop app/Model");
    timers.remove(0).run();

    assertThat(host.log).last().isEqualTo("crash loop app/Model");
    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    host.failing.clear();
    timers.remove(0).run();
    assertThat(host.log).last().isEqualTo("stop app/Model#1");
    assertThat(timers).isEmpty();
  }

  @Test
  void deploymentThatCannotBeReplacedDoesNotKeepOthersIll() {
    started();
    host.failing.add("start app/Model#2");
    controller.onUnhealthy(Graphs.replica(model, 1), new IllegalStateException("ill"));
    host.log.clear();
    controller.onUnhealthy(Graphs.replica(gateway, 0), new IllegalStateException("ill too"));

    assertThat(host.log)
        .containsExactly("condemn app/Gateway#0", "stop app/Gateway#0", "start app/Gateway#1");
  }

  @Test
  void replicasOfOneDeploymentThatCannotBeReplacedShareOneChainOfTries() {
    started();
    host.failing.add("start app/Model#2");
    controller.onUnhealthy(Graphs.replica(model, 0), new IllegalStateException("ill"));
    controller.onUnhealthy(Graphs.replica(model, 1), new IllegalStateException("ill too"));

    assertThat(timers).hasSize(1);
    host.failing.clear();
    timers.remove(0).run();
    assertThat(host.log).contains("stop app/Model#0", "stop app/Model#1");
  }

  @Test
  void replicaThatFallsIllBeforeItsStartIsDoneIsReplacedAfterIt() {
    host.hold = true;
    controller.start(new DesiredState(List.of(app)));
    host.held.get(0).complete();
    controller.onUnhealthy(Graphs.replica(model, 1), new IllegalStateException("ill"));
    host.hold = false;
    host.held.get(1).complete();
    host.held.get(2).complete();

    assertThat(host.log)
        .containsSubsequence("condemn app/Model#1", "start app/Model#2", "stop app/Model#1");
  }

  @Test
  void nothingIsReplacedAfterStop() {
    started();
    controller.stop();
    host.log.clear();
    controller.onUnhealthy(Graphs.replica(model, 1), new IllegalStateException("ill"));

    assertThat(host.log).isEmpty();
  }

  @Test
  void stopGoesOnAfterAFailureAndTellsIt() {
    started();
    host.failing.add("stop app/Gateway#0");
    host.throwing.add("stop app/Model#0");
    Future<Void> stopped = controller.stop();

    assertThat(stopped.cause()).hasMessage("stop app/Gateway#0 failed");
    assertThat(host.log)
        .containsSubsequence("stop app/Gateway#0", "stop app/Model#0", "stop app/Model#1")
        .last()
        .isEqualTo("close app");
  }

  @Test
  void startThatThrowsIsAFailedStart() {
    host.throwing.add("start app/Model#0");
    Future<Void> start = controller.start(new DesiredState(List.of(app)));

    assertThat(start.cause()).hasMessage("start app/Model#0 threw");
    assertThat(host.log).last().isEqualTo("close app");
  }

  @Test
  void stopDoesNotWaitForReplacementThatNeverStarts() {
    started();
    host.hold = true;
    controller.onUnhealthy(Graphs.replica(model, 1), new IllegalStateException("ill"));
    host.hold = false;
    Future<Void> stopped = controller.stop();
    assertThat(stopped.isComplete()).isFalse();

    timers.remove(0).run();
    assertThat(stopped.succeeded()).isTrue();
    assertThat(host.log).last().isEqualTo("close app");

    host.held.get(0).complete();
    assertThat(host.log).last().isEqualTo("stop app/Model#2");
  }

  @Test
  void stopWaitsForThePlanThatRuns() {
    host.hold = true;
    controller.start(new DesiredState(List.of(app)));
    Future<Void> stopped = controller.stop();
    assertThat(host.log).containsExactly("open app");

    host.hold = false;
    host.held.get(0).complete();
    assertThat(stopped.succeeded()).isTrue();
    assertThat(host.log).last().isEqualTo("close app");
  }
}
