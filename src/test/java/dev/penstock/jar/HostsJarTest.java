package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.jar.ClusterProcesses.Term;
import dev.penstock.jar.SteadyLoad.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three hosts with a node each. That of the leader is cut off for a while: what is sent to it and
 * by it vanishes, and nobody is told. The tests reach it all the same.
 */
@Tag("jar")
@Tag("faults")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostsJarTest {
  private static final int PER_SECOND = 200;
  private static final long CUT_MILLIS = 1000L * Integer.getInteger("penstock.torture.cut", 12);
  private static final int REPLICAS = 3;
  private static final String SPREAD = "spread/Model";

  /** One deployment that runs everywhere, and for each node one that runs there alone. */
  private static final String APPLICATIONS =
      """
      { "applications": [
        { "name": "spread", "root": "Model", "classpath": ["classes"], "deployments": {
            "Model": { "class": "acme.Slow", "args": { "millis": 20 }, "replicas": 3 } } },
        %s, %s, %s] }
      """
          .formatted(only(0), only(1), only(2));

  @TempDir private static Path folder;
  private static Hosts hosts;
  private static ClusterProcesses cluster;

  /** Under which each node has followed: an older one would be that of a stale leader. */
  private static final Map<PenstockProcess, Long> EPOCHS = new HashMap<>();

  private static String only(int number) {
    return """
        { "name": "only%1$d", "route": "/only%1$d", "root": "Model", "classpath": ["classes"],
          "deployments": {
            "Model": { "class": "acme.Slow", "args": { "millis": 20 },
                       "placement": { "nodes": ["n%1$d"] } } } }"""
        .formatted(number);
  }

  @BeforeAll
  static void start() throws Exception {
    hosts = new Hosts(3);
    UserProject.in(folder);
    Path file = Files.writeString(folder.resolve("hosts.json"), APPLICATIONS);
    cluster = new ClusterProcesses(file, hosts, "cluster.quorum=2");
    // The oldest leads: it is the first to be cut off. It starts when it has its seat.
    cluster.begin(0, "cluster.onMinority=refuse").line(": starting spread");
    cluster.start(1, 2);
    cluster.node(0).url();
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    if (hosts != null) {
      hosts.close();
    }
  }

  @BeforeEach
  void allServe() {
    ClusterProcesses.awaitEven(REPLICAS, List.of(SPREAD), cluster.running());
  }

  private static Term term(PenstockProcess node) {
    Term term = ClusterProcesses.term("spread", node);
    Long before = EPOCHS.put(node, term.epoch());
    assertThat(term.epoch()).as("epoch").isGreaterThanOrEqualTo(before == null ? 0 : before);
    return term;
  }

  private static HttpResponse<String> post(PenstockProcess node, String path) throws Exception {
    return node.send(node.request(path).POST(BodyPublishers.ofString("x")));
  }

  private static int number(Term term) {
    return Integer.parseInt(term.leader().substring(1));
  }

  /** What is asked of a host that is cut off, once it has noticed. */
  @FunctionalInterface
  private interface Alone {
    void ask(PenstockProcess node, int number) throws Exception;
  }

  @Test
  @Order(1)
  void aLeaderThatIsCutOffRefusesAndTheOthersGoOnWithoutIt() throws Exception {
    cutTheLeader(
        (alone, number) -> {
          assertThat(number).isZero();
          HttpResponse<String> refused = post(alone, "/");
          System.out.println("cut off, refuse: " + refused.statusCode() + " " + refused.body());
          assertThat(refused.statusCode()).isEqualTo(503);
          assertThat(refused.headers().firstValue("Retry-After")).isPresent();
          assertThat(refused.body()).contains("sees 1 of at least 2 nodes");
          assertThat(alone.get(alone.url() + "/-/readyz").statusCode()).isEqualTo(503);
        });
  }

  @Test
  @Order(2)
  void aLeaderThatIsCutOffServesWhatItCan() throws Exception {
    cutTheLeader(
        (alone, number) -> {
          for (int i = 0; i < 20; i++) {
            HttpResponse<String> own = post(alone, "/");
            assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
            assertThat(own.body()).isEqualTo(String.valueOf(alone.pid()));
          }
          long asked = System.nanoTime();
          HttpResponse<String> none = post(alone, "/only" + (number == 2 ? 1 : 2));
          long millis = (System.nanoTime() - asked) / 1_000_000;
          System.out.printf(
              "cut off, serve: 20 of 20 calls answered there; elsewhere %d after %d ms: %s%n",
              none.statusCode(), millis, none.body());
          assertThat(none.statusCode()).isEqualTo(503);
          assertThat(none.body()).contains("no replica within reach", "sees 1 of at least 2 nodes");
          assertThat(millis).as("milliseconds until it failed").isLessThan(1000);
        });
  }

  private static void cutTheLeader(Alone ask) throws Exception {
    Term before = term(cluster.node(0));
    int cut = number(before);
    PenstockProcess alone = cluster.node(cut);
    List<PenstockProcess> others = cluster.runningBut(alone);
    List<String> paths = new ArrayList<>(List.of("/"));
    cluster.runningNumbers().stream().filter(n -> n != cut).forEach(n -> paths.add("/only" + n));
    try (var load = new SteadyLoad(PER_SECOND, paths, others)) {
      load.awaitMore(200);
      hosts.all().get(cut).cut();
      long begun = System.nanoTime();
      Until.holds(
          "others that miss the host",
          () -> others.stream().allMatch(node -> ClusterProcesses.visible(node) == 2));
      long missed = System.nanoTime();
      ClusterProcesses.awaitEven(REPLICAS, List.of(SPREAD), others);
      long restored = millisSince(begun);
      Until.holds("another leader", () -> others.stream().allMatch(n -> isAfter(before, term(n))));
      Term after = term(others.get(0));
      Until.holds("a host that is alone", () -> ClusterProcesses.visible(alone) == 1);
      int orders = orders(alone);
      ask.ask(alone, cut);
      Until.millisAfter(begun, CUT_MILLIS);
      assertThat(orders(alone)).as("orders of a leader that is alone").isEqualTo(orders);

      hosts.all().get(cut).heal();
      long healed = System.nanoTime();
      Until.holds(
          "one leader",
          () -> cluster.running().stream().map(HostsJarTest::term).allMatch(after::equals));
      ClusterProcesses.awaitEven(REPLICAS, List.of(SPREAD), cluster.running());
      long whole = millisSince(healed);
      load.add(alone);
      load.awaitMore(500);
      load.stop();

      List<Answer> early = load.failedSince(begun);
      System.out.printf(
          "node %d cut off after leading under epoch %d: missed after %d ms, %s leads under epoch"
              + " %d, all replicas back after %d ms; healed after %d ms, whole %d ms later; %d of"
              + " %d calls to the others failed until it was missed; answers: %s%n",
          cut,
          before.epoch(),
          (missed - begun) / 1_000_000,
          after.leader(),
          after.epoch(),
          restored,
          (healed - begun) / 1_000_000,
          whole,
          early.size(),
          load.since(begun),
          load.statuses());
      assertThat(early).noneMatch(answer -> answer.sent() - missed >= 0);
      assertThat(ClusterProcesses.serving(SPREAD, cluster.running()))
          .as("replicas on each node")
          .allMatch(indices -> indices.size() == 1);
      for (PenstockProcess node : cluster.running()) {
        assertThat(term(node)).isEqualTo(after);
      }
    } finally {
      hosts.all().get(cut).heal();
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static boolean isAfter(Term before, Term now) {
    return now.epoch() > before.epoch() && !now.leader().equals(before.leader());
  }

  private static int orders(PenstockProcess node) {
    return (int) node.printed().stream().filter(line -> line.contains(": placed ")).count();
  }

  @Test
  @Order(3)
  void noTwoLeadersHaveWrittenUnderOneEpoch() {
    List<String> orders = cluster.printed(": placed spread ");
    assertThat(orders).hasSizeGreaterThanOrEqualTo(3);
    List<String> versions =
        orders.stream().map(line -> line.replaceFirst(".*(\\(epoch [^)]*\\)).*", "$1")).toList();
    assertThat(new HashSet<>(versions)).hasSameSizeAs(versions);
  }
}
