package dev.penstock.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.Assignment.Placed;
import dev.penstock.config.PlacementConfig;
import dev.penstock.config.PlacementConfig.Anywhere;
import dev.penstock.config.PlacementConfig.Near;
import dev.penstock.config.PlacementConfig.OnNodes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Places replicas step by step; what is placed serves when the test says so. */
class PlacementTest {
  private final Map<String, Map<String, BigDecimal>> nodes = new TreeMap<>();
  private final Set<String> draining = new HashSet<>();
  private final Set<Placed> serving = new HashSet<>();
  private List<Placed> placed = List.of();
  private List<String> shortages = List.of();

  private static Demand demand(String name, int replicas) {
    return new Demand(name, replicas, PlacementConfig.ANYWHERE);
  }

  private static Placed on(String deployment, int index, String node) {
    return new Placed(deployment, index, node);
  }

  private static Map<String, BigDecimal> gpu(String amount) {
    return Map.of("gpu", new BigDecimal(amount));
  }

  private void join(String... names) {
    Arrays.stream(names).forEach(name -> nodes.put(name, Map.of()));
  }

  /** One step; whether it has changed anything. */
  private boolean step(Demand... demands) {
    List<Site> sites = new ArrayList<>();
    nodes.forEach(
        (node, resources) ->
            sites.add(new Site(node, node, draining.contains(node), resources, serving)));
    Placement.Result next = Placement.next(List.of(demands), sites, placed, new Tally());
    boolean changed = !Set.copyOf(next.replicas()).equals(Set.copyOf(placed));
    placed = next.replicas();
    shortages = next.shortages();
    return changed;
  }

  /** All that is placed serves, until nothing changes any more; the number of steps. */
  private int settle(Demand... demands) {
    int steps = 0;
    serving.addAll(placed);
    while (step(demands)) {
      serving.addAll(placed);
      assertThat(++steps).as("steps until it is at rest").isLessThan(50);
    }
    return steps;
  }

  private long count(String node) {
    return placed.stream().filter(each -> each.node().equals(node)).count();
  }

  @Test
  void spreadsReplicasOverNodes() {
    join("a", "b");
    settle(demand("Model", 2), demand("Other", 2));

    assertThat(placed)
        .containsExactlyInAnyOrder(
            on("Model", 0, "a"), on("Model", 1, "b"), on("Other", 0, "a"), on("Other", 1, "b"));
  }

  @Test
  void singleReplicasOfManyDeploymentsAreSpreadToo() {
    join("a", "b");
    settle(demand("A", 1), demand("B", 1), demand("C", 1), demand("D", 1));

    assertThat(count("a")).isEqualTo(2);
  }

  @Test
  void replicasOfALostNodeGoElsewhereAtOnceAndTheOthersStay() {
    join("a", "b", "c");
    settle(demand("Model", 3));
    nodes.remove("b");
    step(demand("Model", 3));

    assertThat(placed)
        .contains(on("Model", 0, "a"), on("Model", 2, "c"))
        .hasSize(3)
        .noneMatch(each -> each.node().equals("b"));
  }

  @Test
  void aNodeThatJoinsGetsAReplicaAndTheOldOneStaysUntilTheNewOneServes() {
    join("a");
    settle(demand("Model", 2));
    join("b");
    step(demand("Model", 2));
    assertThat(placed)
        .containsExactlyInAnyOrder(on("Model", 0, "a"), on("Model", 1, "a"), on("Model", 2, "b"));
    assertThat(step(demand("Model", 2))).as("before the new one serves").isFalse();

    serving.add(on("Model", 2, "b"));
    step(demand("Model", 2));
    assertThat(placed).containsExactlyInAnyOrder(on("Model", 0, "a"), on("Model", 2, "b"));
    join("c");
    assertThat(settle(demand("Model", 2))).as("two replicas need no third node").isZero();
  }

  @Test
  void movesOneReplicaOfADeploymentAtATime() {
    join("a");
    settle(demand("Model", 8));
    join("b");
    step(demand("Model", 8));
    assertThat(placed).hasSize(9);

    settle(demand("Model", 8));
    assertThat(count("a")).isEqualTo(4);
    assertThat(count("b")).isEqualTo(4);
  }

  @Test
  void aNodeThatJoinsGetsItsPartOfSingleReplicasToo() {
    join("a");
    Demand[] singles = {demand("A", 1), demand("B", 1), demand("C", 1), demand("D", 1)};
    settle(singles);
    join("b");
    settle(singles);

    assertThat(placed).hasSize(4);
    assertThat(count("b")).isEqualTo(2);
  }

  @Test
  void aDrainingNodeKeepsItsReplicasUntilOthersServeInTheirPlace() {
    join("a", "b");
    settle(demand("Model", 2));
    draining.add("a");
    step(demand("Model", 2));
    assertThat(placed)
        .containsExactlyInAnyOrder(on("Model", 0, "a"), on("Model", 1, "b"), on("Model", 2, "b"));

    settle(demand("Model", 2));
    assertThat(placed).containsExactlyInAnyOrder(on("Model", 1, "b"), on("Model", 2, "b"));
  }

  @Test
  void whatDrainsAndFitsNowhereElseIsLetGoAtOnce() {
    join("a");
    settle(demand("Model", 2));
    draining.add("a");
    step(demand("Model", 2));

    assertThat(placed).isEmpty();
    assertThat(shortages).singleElement().asString().contains("no node is there that may run it");
  }

  @Test
  void resourcesOfANodeAreNotGivenTwiceAndWhatFitsNowhereIsTold() {
    nodes.put("a", gpu("2"));
    nodes.put("b", Map.of());
    Demand model = new Demand("Model", 3, new PlacementConfig(new Anywhere(), gpu("1")));
    settle(model, demand("Other", 3));

    assertThat(placed)
        .filteredOn(each -> each.deployment().equals("Model"))
        .containsExactlyInAnyOrder(on("Model", 0, "a"), on("Model", 1, "a"));
    assertThat(shortages)
        .containsExactly(
            "deployment Model: 1 of 3 replicas fit on no node; placement: anywhere; each needs"
                + " gpu 1; free: a gpu 0; b gpu 0");
  }

  @Test
  void tenTenthsFillANodeExactlyAndNoMoreFits() {
    nodes.put("a", gpu("1"));
    Demand model = new Demand("Model", 11, new PlacementConfig(new Anywhere(), gpu("0.1")));
    settle(model);

    assertThat(placed).hasSize(10);
    assertThat(shortages)
        .containsExactly(
            "deployment Model: 1 of 11 replicas fit on no node; placement: anywhere; each needs"
                + " gpu 0.1; free: a gpu 0");
  }

  @Test
  void whatAMoveGivesBackIsFreeToTheLastDigit() {
    nodes.put("a", gpu("0.3"));
    Demand model = new Demand("Model", 3, new PlacementConfig(new Anywhere(), gpu("0.1")));
    settle(model);
    nodes.put("b", gpu("0.3"));
    settle(model);
    nodes.remove("b");
    settle(model);

    assertThat(count("a")).isEqualTo(3);
    assertThat(shortages).isEmpty();
  }

  @Test
  void runsOnNamedNodesOnlyAndMovesThereWhenTheyAreThere() {
    Demand model = new Demand("Model", 1, new PlacementConfig(new OnNodes(List.of("b")), Map.of()));
    join("a");
    settle(model);
    assertThat(placed).isEmpty();
    assertThat(shortages).singleElement().asString().contains("placement: on b");

    join("b");
    settle(model);
    assertThat(placed).containsExactly(on("Model", 0, "b"));
  }

  @Test
  void followsTheDeploymentThatItIsNearTo() {
    Demand near = new Demand("Cache", 2, new PlacementConfig(new Near("Model"), Map.of()));
    Demand model = new Demand("Model", 1, new PlacementConfig(new OnNodes(List.of("b")), Map.of()));
    join("a", "b");
    settle(near, model);

    assertThat(placed).hasSize(3).allMatch(each -> each.node().equals("b"));
  }

  @Test
  void aReplicaThatCannotFollowItsRuleKeepsServingWhereItIs() {
    join("a", "b");
    settle(demand("Model", 1));
    Demand bound =
        new Demand("Model", 1, new PlacementConfig(new OnNodes(List.of("gone")), Map.of()));
    step(bound);

    assertThat(placed).containsExactly(on("Model", 0, "a"));
  }
}
