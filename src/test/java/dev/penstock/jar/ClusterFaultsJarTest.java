package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.jar.SteadyLoad.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes of one cluster, each a process, of which some are killed, paused or stopped while the
 * others are asked. {@code scripts/torture cluster 20} is a long turn.
 */
@Tag("jar")
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultsJarTest {
  private static final int PER_SECOND = 500;

  /** Of each deployment, one on each node; each takes so many calls. */
  private static final int REPLICAS = 3;

  private static final int SLOTS = 8;

  /** Calls of the first application may not be made twice, those of the second may. */
  private static final String APPLICATIONS =
      """
      { "applications": [
        { "name": "once", "root": "Gateway", "classpath": ["classes"], "deployments": {
            "Model": { "class": "acme.Slow", "args": { "millis": 20 },
                       "replicas": %1$d, "maxOngoing": %2$d },
            "Gateway": { "class": "dev.penstock.examples.Gateway",
                         "args": { "model": { "$handle": "Model" } } } } },
        { "name": "again", "route": "/again", "root": "Gateway", "classpath": ["classes"],
          "deployments": {
            "Model": { "class": "acme.Slow", "args": { "millis": 20 },
                       "replicas": %1$d, "maxOngoing": %2$d },
            "Gateway": { "class": "dev.penstock.examples.Gateway",
                         "args": { "model": { "$handle": "Model", "idempotent": true } } } } }] }
      """
          .formatted(REPLICAS, SLOTS);

  private static final List<String> PATHS = List.of("/", "/again");
  private static final List<String> MODELS = List.of("once/Model", "again/Model");

  @TempDir private static Path folder;
  private static ClusterProcesses cluster;

  @RegisterExtension static final LastLines LAST_LINES = new LastLines(() -> cluster.all());

  @BeforeAll
  static void start() throws IOException {
    UserProject.in(folder);
    Path file = Files.writeString(folder.resolve("cluster.json"), APPLICATIONS);
    // The third part of those that there can be, so that two of five may be lost at once.
    cluster = new ClusterProcesses(file, 5, "cluster.quorum=2");
    cluster.start(0, 1, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void allServe() {
    awaitEven(cluster.running());
  }

  private static void awaitEven(Collection<PenstockProcess> nodes) {
    ClusterProcesses.awaitEven(REPLICAS, MODELS, nodes);
  }

  @Test
  @Order(1)
  void aKilledNodeCostsTheCallsThatRanThereAndNoOthers() throws Exception {
    int rounds = Integer.getInteger("penstock.torture.rounds", 3);
    try (var load = new SteadyLoad(PER_SECOND, PATHS, cluster.running())) {
      for (int round = 0; round < rounds; round++) {
        killAndRestart(round % 3, load);
      }
      load.stop();
      System.out.println("kills: " + rounds + "; answers by status: " + load.statuses());
      assertThat(load.statuses().keySet()).isSubsetOf(200, 502);
    }
  }

  private void killAndRestart(int number, SteadyLoad load) throws Exception {
    awaitEven(cluster.running());
    PenstockProcess lost = cluster.node(number);
    load.leave(lost);
    load.awaitMore(100);

    long start = System.nanoTime();
    long killed = ClusterProcesses.kill(lost);
    ClusterProcesses.awaitServing(REPLICAS, MODELS, cluster.running());
    long restored = (System.nanoTime() - killed) / 1_000_000;
    cluster.start(number);
    load.add(cluster.node(number));
    awaitEven(cluster.running());
    load.awaitMore(100);

    List<Answer> failed = load.failedSince(start);
    long slowest = failed.stream().mapToLong(each -> each.millisAfter(killed)).max().orElse(0);
    System.out.printf(
        "node %d killed: %d of %d calls failed, %d ms later at most (health: %d ms); all replicas"
            + " back after %d ms, the node after %d ms%n",
        number,
        failed.size(),
        load.since(start),
        slowest,
        load.slowestHealth(start),
        restored,
        (System.nanoTime() - killed) / 1_000_000);
    assertLost(failed, killed, onTheWay(2, 1), 1000 + 2 * load.slowestHealth(start));
    assertThat(restored)
        .as("milliseconds until all replicas serve")
        .isLessThan(10_000 + 2 * load.slowestHealth(start));
  }

  /**
   * How many calls there can be on nodes that are lost, of one application: each caller sends as
   * many as a replica has slots, and for as many as are offered again by a replica that was full.
   */
  private static int onTheWay(int callers, int lost) {
    return (callers + 1) * lost * SLOTS;
  }

  /**
   * They were on their way to a node that was killed or ran there, and their callers were told
   * soon.
   *
   * @param within milliseconds
   */
  private static void assertLost(List<Answer> failed, long killed, int most, long within) {
    assertThat(failed).hasSizeLessThanOrEqualTo(most);
    assertThat(failed)
        .allSatisfy(
            answer -> {
              assertThat(answer.path()).as("may not be made twice").isEqualTo("/");
              assertThat(answer.status()).as(answer.body()).isEqualTo(502);
              assertThat(answer.body()).contains("when its node was lost");
              assertThat(answer.millisAfter(killed)).isLessThan(within);
            });
  }

  @Test
  @Order(2)
  void aPausedNodeIsDoneWithoutAndComesBack() throws Exception {
    PenstockProcess leader = cluster.leader();
    pause(cluster.runningBut(leader).get(0));
    awaitEven(cluster.running());
    pause(cluster.leader());
  }

  private static void pause(PenstockProcess paused) throws Exception {
    List<PenstockProcess> others = cluster.runningBut(paused);
    try (var load = new SteadyLoad(PER_SECOND, PATHS, others)) {
      load.awaitMore(100);
      long stopped = System.nanoTime();
      long restored;
      paused.signal("STOP");
      try {
        ClusterProcesses.awaitServing(REPLICAS, MODELS, others);
        restored = (System.nanoTime() - stopped) / 1_000_000;
        Until.millisAfter(stopped, 10_000);
      } finally {
        paused.signal("CONT");
      }
      awaitEven(cluster.running());
      load.add(paused);
      load.awaitMore(500);
      load.stop();

      List<Answer> failed = load.failedSince(stopped);
      long slowest = failed.stream().mapToLong(each -> each.millisAfter(stopped)).max().orElse(0);
      System.out.printf(
          "paused for 10 s: %d of %d calls failed, %d ms after the pause began at most; all"
              + " replicas back after %d ms, all even again after %d ms%n",
          failed.size(),
          load.since(stopped),
          slowest,
          restored,
          (System.nanoTime() - stopped) / 1_000_000);
      assertThat(failed)
          .hasSizeLessThanOrEqualTo(onTheWay(others.size(), 1))
          .allSatisfy(
              each -> {
                assertThat(each.path()).isEqualTo("/");
                assertThat(each.status()).as(each.body()).isEqualTo(502);
              });
      // Missed after five seconds without a word.
      long busy = 2 * load.slowestHealth(stopped);
      assertThat(slowest).isLessThan(9000 + busy);
      assertThat(restored).as("milliseconds until all replicas serve").isLessThan(12_000 + busy);
    }
  }

  @Test
  @Order(3)
  void aLeaderThatIsKilledWhileReplicasMoveIsFollowedByOneThatGoesOn() throws Exception {
    PenstockProcess leader = cluster.leader();
    int placedBefore = cluster.printed(": placed ").size();
    try (var load = new SteadyLoad(PER_SECOND / 2, PATHS, cluster.runningBut(leader))) {
      PenstockProcess third = cluster.begin(3);
      PenstockProcess fourth = cluster.begin(4);
      Until.holds("an order", () -> cluster.printed(": placed ").size() > placedBefore);
      long start = System.nanoTime();
      long killed = ClusterProcesses.kill(leader);
      third.url();
      fourth.url();
      awaitEven(cluster.running());
      long settled = (System.nanoTime() - killed) / 1_000_000;
      load.add(third);
      load.add(fourth);
      load.awaitMore(500);
      load.stop();

      List<Answer> failed = load.failedSince(start);
      System.out.printf(
          "leader killed while it moved replicas: %d of %d calls failed; all even after %d ms%n",
          failed.size(), load.since(start), settled);
      assertLost(failed, killed, onTheWay(4, 1), 1000 + 2 * load.slowestHealth(start));
      assertThat(cluster.leader()).isNotEqualTo(leader);
    }
  }

  @Test
  @Order(4)
  void twoNodesThatAreKilledTogetherAreReplaced() throws Exception {
    for (int number = 0; number < 5; number++) {
      if (!cluster.node(number).runs()) {
        cluster.start(number);
      }
    }
    awaitEven(cluster.running());
    PenstockProcess leader = cluster.leader();
    PenstockProcess other =
        cluster.runningBut(leader).stream()
            .filter(node -> !ClusterProcesses.serving(node).get(MODELS.get(0)).isEmpty())
            .findFirst()
            .orElseThrow();
    List<PenstockProcess> left = new ArrayList<>(cluster.runningBut(leader));
    left.remove(other);
    try (var load = new SteadyLoad(PER_SECOND, PATHS, left)) {
      load.awaitMore(100);
      long start = System.nanoTime();
      long killed = ClusterProcesses.kill(leader, other);
      ClusterProcesses.awaitServing(REPLICAS, MODELS, left);
      long restored = (System.nanoTime() - killed) / 1_000_000;
      awaitEven(left);
      load.awaitMore(500);
      load.stop();

      List<Answer> failed = load.failedSince(start);
      System.out.printf(
          "two of five killed: %d of %d calls failed; all replicas back after %d ms%n",
          failed.size(), load.since(start), restored);
      // Where those left cannot agree at once, they are missed after five seconds without a word.
      long busy = 2 * load.slowestHealth(start);
      assertLost(failed, killed, onTheWay(left.size(), 2), 9000 + busy);
      assertThat(restored).isLessThan(10_000 + busy);
    }
  }

  @Test
  @Order(5)
  void nodesThatAreRestartedOneAfterTheOtherCostNoCall() throws Exception {
    try (var load = new SteadyLoad(PER_SECOND, PATHS, List.of());
        var balancer = new Balancer(load)) {
      cluster.running().forEach(balancer::watch);
      for (int number : cluster.runningNumbers()) {
        PenstockProcess leaving = cluster.node(number);
        load.awaitMore(200);
        leaving.terminate();
        assertThat(leaving.exitCode()).isZero();
        cluster.start(number);
        balancer.watch(cluster.node(number));
        awaitEven(cluster.running());
      }
      load.awaitMore(200);
      load.stop();

      System.out.println("rolling restart of three nodes: " + load.statuses());
      assertThat(load.statuses()).containsOnlyKeys(200);
    }
  }

  @Test
  @Order(6)
  void aNodeOfAnotherConfigurationGetsNoReplicaAndIsReportedOnce() throws Exception {
    List<PenstockProcess> before = cluster.running();
    int number = IntStream.range(0, 5).filter(i -> !cluster.node(i).runs()).findFirst().orElse(4);
    Path changed = folder.resolve("changed.json");
    Files.writeString(changed, APPLICATIONS.replace("\"millis\": 20", "\"millis\": 21"));
    try (var load = new SteadyLoad(PER_SECOND, PATHS, before)) {
      PenstockProcess stranger = cluster.begin(number, changed);
      before.forEach(node -> node.lines("is not the same on this node", 2)); // one per application
      stranger.url();
      load.awaitMore(500);
      load.stop();

      System.out.println("a node of another configuration: " + load.statuses());
      assertThat(load.statuses()).containsOnlyKeys(200);
      awaitEven(before);
      assertThat(ClusterProcesses.serving(stranger).get(MODELS.get(0))).isEmpty();
      assertThat(before)
          .allSatisfy(
              node ->
                  assertThat(node.printed())
                      .filteredOn(line -> line.contains("is not the same on this node"))
                      .hasSize(2));
      ClusterProcesses.kill(stranger);
    }
  }

  @Test
  @Order(7)
  void noTwoLeadersHaveWrittenUnderOneEpoch() {
    List<String> orders = cluster.printed(": placed once ");
    assertThat(orders).isNotEmpty();
    List<String> versions =
        orders.stream().map(line -> line.replaceFirst(".*(\\(epoch [^)]*\\)).*", "$1")).toList();
    assertThat(new HashSet<>(versions)).hasSameSizeAs(versions);
  }
}
