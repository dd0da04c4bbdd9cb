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
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final DeploymentNode model = Graphs.deployment("Model", 2, false);
  private final DeploymentNode gateway = Graphs.deployment("Gateway", 1, true);
  private final ApplicationGraph app = Graphs.application(gateway, model, gateway);
  private final DesiredState desired = new DesiredState(List.of(app));
  private final Planner planner = new Planner("node");

  private static ActualState after(List<Step> steps) {
    ActualState state = ActualState.NOTHING;
    for (Step step : steps) {
      state = state.after(step);
    }
    return state;
  }

  @Test
  void startsCalleesThenCallersThenRoutes() {
    assertThat(planner.plan(desired, ActualState.NOTHING))
        .containsExactly(
            new OpenApplication(app),
            new StartReplica(Graphs.replica(model, 0), model),
            new StartReplica(Graphs.replica(model, 1), model),
            new StartReplica(Graphs.replica(gateway, 0), gateway),
            new PublishRoute(app));
  }

  @Test
  void plansNothingWhenAllRuns() {
    ActualState running = after(planner.plan(desired, ActualState.NOTHING));
    assertThat(planner.plan(desired, running)).isEmpty();
  }

  @Test
  void stopsInTheReverseOrder() {
    ActualState running = after(planner.plan(desired, ActualState.NOTHING));
    assertThat(planner.plan(DesiredState.NOTHING, running))
        .containsExactly(
            new WithdrawRoute("app"),
            new StopReplica(Graphs.replica(gateway, 0), gateway),
            new StopReplica(Graphs.replica(model, 0), model),
            new StopReplica(Graphs.replica(model, 1), model),
            new CloseApplication(app));
  }

  @Test
  void stopsOnlyWhatHadStarted() {
    ActualState half =
        ActualState.NOTHING
            .after(new OpenApplication(app))
            .after(new StartReplica(Graphs.replica(model, 1), model));
    assertThat(planner.plan(DesiredState.NOTHING, half))
        .containsExactly(
            new StopReplica(Graphs.replica(model, 1), model), new CloseApplication(app));
  }

  @Test
  void replacesUnhealthyReplicaBeforeItStopsIt() {
    ActualState ill =
        after(planner.plan(desired, ActualState.NOTHING)).withUnhealthy(Graphs.replica(model, 0));
    List<Step> steps = planner.plan(desired, ill);
    assertThat(steps)
        .containsExactly(
            new StartReplica(Graphs.replica(model, 2), model),
            new StopReplica(Graphs.replica(model, 0), model));
    ActualState healed = ill;
    for (Step step : steps) {
      healed = healed.after(step);
    }
    assertThat(planner.plan(desired, healed)).isEmpty();
  }

  @Test
  void stopsUnhealthyIngressBeforeItReplacesIt() {
    ActualState ill =
        after(planner.plan(desired, ActualState.NOTHING)).withUnhealthy(Graphs.replica(gateway, 0));
    assertThat(planner.plan(desired, ill))
        .containsExactly(
            new StopReplica(Graphs.replica(gateway, 0), gateway),
            new StartReplica(Graphs.replica(gateway, 1), gateway));
  }

  @Test
  void unknownReplicaCannotBeUnhealthy() {
    assertThat(ActualState.NOTHING.withUnhealthy(Graphs.replica(model, 0)))
        .isEqualTo(ActualState.NOTHING);
  }
}
