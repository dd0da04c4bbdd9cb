package dev.penstock.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.Assignment;
import dev.penstock.cluster.Assignment.Placed;
import dev.penstock.cluster.ClusterView;
import dev.penstock.cluster.DesiredStates;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Served;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.DeploymentNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Leaders that see what the test shows them, over one value that they compete for. */
class LeaderTest {
  private final DeploymentNode model = Graphs.deployment("Model", 2, false);
  private final DeploymentNode gateway = Graphs.deployment("Gateway", 1, true);
  private final ApplicationGraph app = Graphs.application(gateway, model, gateway);
  private final Kept desired = new Kept();
  private final Map<String, NodeRecord> records = new HashMap<>();
  private final List<Share> sharesOfA = new ArrayList<>();
  private final List<Share> sharesOfB = new ArrayList<>();
  private final Leader a = leader("a", "1", sharesOfA);
  private final Leader b = leader("b", "1", sharesOfB);

  /** One value, and how often it was written. */
  private static final class Kept implements DesiredStates {
    private @Nullable Assignment value;
    private int writes;
    private Runnable beforeNextWrite = () -> {};

    @Override
    public Optional<Assignment> get(String application) {
      return Optional.ofNullable(value);
    }

    @Override
    public boolean compareAndSet(@Nullable Assignment expected, Assignment next) {
      Runnable first = beforeNextWrite;
      beforeNextWrite = () -> {};
      first.run();
      if (value == null ? expected != null : !value.equals(expected)) {
        return false;
      }
      value = next;
      writes++;
      return true;
    }

    @Override
    public void listen(Runnable listener) {}

    Assignment kept() {
      Assignment now = value;
      if (now == null) {
        throw new AssertionError("nothing was written");
      }
      return now;
    }
  }

  private Leader leader(String node, String hash, List<Share> shares) {
    return new Leader(node, 1, List.of(app), Map.of("app", hash), desired, shares::add);
  }

  private void announce(String node, String hash, Placed... serving) {
    announce(node, hash, false, serving);
  }

  private void announce(String node, String hash, boolean draining, Placed... serving) {
    records.put(
        node,
        new NodeRecord(
            node,
            node,
            "1",
            "",
            "",
            null,
            draining,
            0,
            Map.of(),
            Map.of("app", hash),
            List.of(serving).stream()
                .map(each -> new Served("app", each.deployment(), 1, each.index(), 1))
                .toList()));
  }

  private ClusterView view(String self, String... members) {
    return new ClusterView(self, List.of(members), Map.copyOf(records));
  }

  private static Share model(Integer... indices) {
    return new Share.Placed(indices.length == 0 ? Map.of() : Map.of("app/Model", Set.of(indices)));
  }

  @Test
  void aNodeThatIsAloneIsGivenEverythingAtOnceAndAnIngressIsNotPlaced() {
    announce("a", "1");
    a.look(view("a", "a"));

    assertThat(sharesOfA).containsExactly(model(0, 1));
    assertThat(desired.kept().epoch()).isEqualTo(1);
    a.look(view("a", "a"));
    assertThat(desired.writes).isEqualTo(1);
    assertThat(sharesOfA).hasSize(1);
  }

  @Test
  void onlyTheOldestNodeWrites() {
    announce("a", "1");
    announce("b", "1");
    b.look(view("b", "a", "b"));
    assertThat(desired.writes).isZero();
    assertThat(sharesOfB).containsExactly(model());

    a.look(view("a", "a", "b"));
    b.look(view("b", "a", "b"));
    assertThat(desired.writes).isEqualTo(1);
    assertThat(sharesOfA).containsExactly(model(0));
    assertThat(sharesOfB).containsExactly(model(), model(1));
  }

  @Test
  void theNextLeaderWritesUnderAHigherEpochAtOnceAndOrdersOfTheFormerAreRefused() {
    announce("a", "1");
    announce("b", "1");
    a.look(view("a", "a", "b"));
    Assignment stale = desired.kept();
    records.remove("a");
    b.look(view("b", "b"));
    assertThat(desired.kept().epoch()).isEqualTo(stale.epoch() + 1);
    assertThat(sharesOfB).containsExactly(model(0, 1));

    announce("a", "1");
    desired.value = stale;
    b.look(view("b", "a", "b"));
    assertThat(sharesOfB).as("what b runs").containsExactly(model(0, 1));
  }

  @Test
  void belowTheQuorumANodeNeitherWritesNorFollows() {
    List<Share> shares = new ArrayList<>();
    Leader strict = new Leader("a", 2, List.of(app), Map.of("app", "1"), desired, shares::add);
    announce("a", "1");
    announce("b", "1");
    strict.look(view("a", "a"));
    assertThat(desired.writes).isZero();
    assertThat(shares).containsExactly(model());

    strict.look(view("a", "a", "b"));
    assertThat(shares).last().isEqualTo(model(0));
    desired.value = new Assignment("app", 9, 9, "b", "1", List.of(new Placed("Model", 7, "a")));
    strict.look(view("a", "a"));
    assertThat(shares).last().isEqualTo(model(0));
    assertThat(desired.kept().epoch()).isEqualTo(9);
  }

  @Test
  void aLeaderThatComesBackFromAMinorityTakesAHigherEpochThanItFinds() {
    announce("a", "1");
    a.look(view("a", "a"));
    desired.value = new Assignment("app", 5, 9, "b", "1", List.of());
    a.look(view("a", "a"));

    assertThat(desired.kept().epoch()).isEqualTo(6);
    assertThat(desired.kept().replicas()).hasSize(2);
  }

  @Test
  void whatRunsOnAMemberThatHasNotToldOfItselfYetStaysWhereItIs() {
    announce("a", "1");
    desired.value = new Assignment("app", 5, 9, "b", "1", List.of(new Placed("Model", 0, "b")));
    a.look(view("a", "b", "a"));
    assertThat(desired.writes).isZero();

    announce("b", "1", new Placed("Model", 0, "b"));
    a.look(view("a", "a", "b"));
    assertThat(desired.kept().replicas())
        .containsExactly(new Placed("Model", 0, "b"), new Placed("Model", 1, "a"));
  }

  @Test
  void aWriteThatAnotherNodeGetsInTheWayOfIsDecidedAnew() {
    announce("a", "1");
    announce("b", "1");
    desired.beforeNextWrite =
        () ->
            desired.value =
                new Assignment("app", 3, 1, "b", "1", List.of(new Placed("Model", 4, "b")));
    a.look(view("a", "a", "b"));

    assertThat(desired.kept().epoch()).isEqualTo(4);
    assertThat(desired.kept().replicas())
        .containsExactly(new Placed("Model", 0, "a"), new Placed("Model", 4, "b"));
  }

  @Test
  void whenAllNodesStopTheReplicasStayWhereTheyAre() {
    announce("a", "1");
    announce("b", "1");
    a.look(view("a", "a", "b"));
    announce("a", "1", true, new Placed("Model", 0, "a"));
    announce("b", "1", true, new Placed("Model", 1, "b"));
    a.look(view("a", "a", "b"));
    assertThat(desired.writes).isEqualTo(1);

    a.look(view("a", "a"));
    assertThat(desired.writes).as("when only the last one is left").isEqualTo(1);
    announce("b", "1");
    a.look(view("a", "a", "b"));
    assertThat(sharesOfA).last().as("when one comes again").isEqualTo(model(0));
    assertThat(desired.writes).isEqualTo(2);
  }

  @Test
  void aNodeWithOtherCodeGetsNothing() {
    List<Share> shares = new ArrayList<>();
    Leader other = leader("b", "2", shares);
    announce("a", "1");
    announce("b", "2");
    a.look(view("a", "a", "b"));
    other.look(view("b", "a", "b"));

    assertThat(sharesOfA).containsExactly(model(0, 1));
    assertThat(shares).containsExactly(model());
  }

  @Test
  void aReplicaMovesToANodeThatJoinsWhenItServesThere() {
    announce("a", "1");
    a.look(view("a", "a"));
    announce("a", "1", new Placed("Model", 0, "a"), new Placed("Model", 1, "a"));
    announce("b", "1");
    a.look(view("a", "a", "b"));
    b.look(view("b", "a", "b"));
    assertThat(sharesOfB).containsExactly(model(2));
    assertThat(sharesOfA).containsExactly(model(0, 1));

    announce("b", "1", new Placed("Model", 2, "b"));
    a.look(view("a", "a", "b"));
    assertThat(sharesOfA).containsExactly(model(0, 1), model(0));
  }
}
