package dev.penstock.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.controller.Step.CloseApplication;
import dev.penstock.controller.Step.OpenApplication;
import dev.penstock.controller.Step.PublishRoute;
import dev.penstock.controller.Step.StartReplica;
import dev.penstock.controller.Step.StopReplica;
import dev.penstock.controller.Step.WithdrawRoute;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Plans of two applications that call each other, though no deployment calls itself. */
class StartOrderTest {
  private final DeploymentNode gateway = Graphs.deployment("front", "Gateway", 1, true);
  private final DeploymentNode middle = Graphs.deployment("models", "Middle", 2, false);
  private final DeploymentNode v1 = Graphs.deployment("front", "V1", 1, false);
  private final DeploymentNode v2 = Graphs.deployment("models", "V2", 1, false);
  private final ApplicationGraph front =
      Graphs.application(
          "front", Optional.of(gateway), List.of(gateway, v1), Graphs.edge(gateway, middle));
  private final ApplicationGraph models =
      Graphs.application(
          "models", Optional.empty(), List.of(middle, v2), Graphs.edge(middle, v1, v2));
  private final DesiredState desired = new DesiredState(List.of(front, models));
  private final Planner planner = new Planner("node");

  private ActualState running() {
    ActualState state = ActualState.NOTHING;
    for (Step step : planner.plan(desired, state)) {
      state = state.after(step);
    }
    return state;
  }

  @Test
  void opensAllThenStartsCalleesOfAllApplicationsFirstThenPublishesRoots() {
    assertThat(planner.plan(desired, ActualState.NOTHING))
        .containsExactly(
            new OpenApplication(front),
            new OpenApplication(models),
            new StartReplica(Graphs.replica(v1, 0), v1),
            new StartReplica(Graphs.replica(v2, 0), v2),
            new StartReplica(Graphs.replica(middle, 0), middle),
            new StartReplica(Graphs.replica(middle, 1), middle),
            new StartReplica(Graphs.replica(gateway, 0), gateway),
            new PublishRoute(front));
    assertThat(planner.plan(desired, running())).isEmpty();
  }

  @Test
  void stopsAllInTheReverseOrder() {
    assertThat(planner.plan(DesiredState.NOTHING, running()))
        .containsExactly(
            new WithdrawRoute("front"),
            new StopReplica(Graphs.replica(gateway, 0), gateway),
            new StopReplica(Graphs.replica(middle, 0), middle),
            new StopReplica(Graphs.replica(middle, 1), middle),
            new StopReplica(Graphs.replica(v2, 0), v2),
            new StopReplica(Graphs.replica(v1, 0), v1),
            new CloseApplication(models),
            new CloseApplication(front));
  }

  @Test
  void replacesAReplicaOfAnApplicationWithoutRoot() {
    ActualState ill = running().withUnhealthy(Graphs.replica(middle, 0));

    assertThat(planner.plan(desired, ill))
        .containsExactly(
            new StartReplica(Graphs.replica(middle, 2), middle),
            new StopReplica(Graphs.replica(middle, 0), middle));
  }

  @Test
  void oneApplicationMayGoWhileTheOtherStays() {
    assertThat(planner.plan(new DesiredState(List.of(models)), running()))
        .containsExactly(
            new WithdrawRoute("front"),
            new StopReplica(Graphs.replica(gateway, 0), gateway),
            new StopReplica(Graphs.replica(v1, 0), v1),
            new CloseApplication(front));
  }
}
