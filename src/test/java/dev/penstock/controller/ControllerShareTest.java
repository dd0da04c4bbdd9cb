package dev.penstock.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A node whose share of a cluster's replicas changes: no threads, no clock. */
class ControllerShareTest {
  private final DeploymentNode model = Graphs.deployment("Model", 4, false);
  private final DeploymentNode gateway = Graphs.deployment("Gateway", 1, true);
  private final ApplicationGraph app = Graphs.application(gateway, model, gateway);
  private final ScriptedHost host = new ScriptedHost();
  private final List<Runnable> timers = new ArrayList<>();
  private final Controller controller =
      new Controller(Runnable::run, (delay, task) -> timers.add(task), new Planner("node"), host);

  private static Share models(Integer... indices) {
    return new Share.Placed(Map.of("app/Model", Set.of(indices)));
  }

  private void started(Integer... indices) {
    assertThat(controller.start(new DesiredState(List.of(app), models(indices))).succeeded())
        .isTrue();
    host.log.clear();
  }

  @Test
  void beforeItsShareIsKnownANodeOnlyOpensApplications() {
    controller.start(new DesiredState(List.of(app), new Share.Nothing()));
    assertThat(host.log).containsExactly("open app");

    controller.start(new DesiredState(List.of(app), models(2)));
    assertThat(host.log)
        .containsExactly("open app", "start app/Model#2", "start app/Gateway#0", "publish app");
  }

  @Test
  void startsWhatIsPlacedHereAndStopsWhatIsPlacedElsewhere() {
    started(0, 1);
    controller.update(models(1, 3));

    assertThat(host.log).containsExactlyInAnyOrder("start app/Model#3", "stop app/Model#0");
    host.log.clear();
    controller.update(models(1, 3));
    assertThat(host.log).isEmpty();
  }

  @Test
  void nothingWaitsForAReplicaThatLetsItsCallsEndButItsOwnReturn() {
    started(0, 1);
    host.hold = true;
    controller.update(models(1));
    host.hold = false;
    controller.update(models(0, 1, 2));
    assertThat(host.log).containsExactly("stop app/Model#0", "start app/Model#2");

    host.held.get(0).complete();
    assertThat(host.log).last().isEqualTo("start app/Model#0");
  }

  @Test
  void anUnhealthyReplicaIsMadeAgainUnderItsIndexWhichIsItsInTheWholeCluster() {
    started(0, 1);
    controller.onUnhealthy(Graphs.replica(model, 1), new IllegalStateException("ill"));

    assertThat(host.log)
        .containsExactly("condemn app/Model#1", "stop app/Model#1", "start app/Model#1");
  }

  @Test
  void whatDoesNotStartIsTriedAgainUnlessItIsPlacedElsewhere() {
    started(0);
    host.failing.add("start app/Model#1");
    controller.update(models(0, 1));
    assertThat(timers).hasSize(1);
    controller.update(models(0));
    host.log.clear();
    timers.remove(0).run();

    assertThat(host.log).isEmpty();
    assertThat(timers).isEmpty();
  }

  @Test
  void stoppingWaitsForReplicasThatAreLeaving() {
    started(0, 1);
    host.hold = true;
    controller.update(models(1));
    host.hold = false;
    Future<Void> stopped = controller.stop();
    assertThat(stopped.isComplete()).isFalse();

    host.held.get(0).complete();
    assertThat(stopped.succeeded()).isTrue();
    assertThat(host.log).last().isEqualTo("close app");
  }
}
