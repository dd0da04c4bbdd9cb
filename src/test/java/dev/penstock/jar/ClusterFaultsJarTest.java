package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.jar.SteadyLoad.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each a process, of which one is killed or stopped while the others are called. */
@Tag("jar")
class ClusterFaultsJarTest {
  /** Replicas are on two of three nodes, and each takes so many calls. */
  private static final int SLOTS = 4;

  @TempDir private Path folder;
  private final List<PenstockProcess> nodes = new ArrayList<>();
  private List<Integer> ports = List.of();
  private String file = "";

  @BeforeEach
  void start() throws IOException {
    UserProject.in(folder);
    file =
        Files.writeString(
                folder.resolve("cluster.json"),
                """
                { "applications": [{ "name": "app", "root": "Gateway", "classpath": ["classes"],
                  "deployments": {
                    "Model": { "class": "acme.Slow", "replicas": 2, "maxOngoing": %d },
                    "Gateway": { "class": "dev.penstock.examples.Gateway",
                                 "args": { "model": { "$handle": "Model" } } } } }] }
                """
                    .formatted(SLOTS))
            .toString();
    ports = freePorts(3);
    for (int i = 0; i < 3; i++) {
      nodes.add(node(i));
    }
    nodes.forEach(PenstockProcess::url);
  }

  @AfterEach
  void stop() {
    nodes.forEach(PenstockProcess::close);
  }

  /** The members of a cluster must know each other's ports before they start. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private PenstockProcess node(int i) {
    String members =
        ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(","));
    return PenstockProcess.java(
        "run",
        file,
        "--port",
        "0",
        "--admin-port",
        "0",
        "--set",
        "cluster.enabled=true",
        "--set",
        "cluster.port=" + ports.get(i),
        "--set",
        "cluster.members=[" + members + "]");
  }

  @Test
  void aKilledNodeCostsTheCallsThatRanThereAndNoOthers() throws Exception {
    PenstockProcess caller = nodes.get(0);
    try (var load = new SteadyLoad(12, caller)) {
      PenstockProcess lost = otherThatServes(load);

      lost.signal("KILL");
      lost.exitCode();
      long killed = System.nanoTime();
      otherThatServes(load);
      long restored = (System.nanoTime() - killed) / 1_000_000_000;
      load.stop();

      List<Answer> failed = load.answers().stream().filter(each -> each.status() != 200).toList();
      assertThat(failed).hasSizeLessThanOrEqualTo(SLOTS);
      assertThat(failed)
          .allSatisfy(
              each -> {
                assertThat(each.status()).as(each.body()).isEqualTo(502);
                assertThat(each.body()).contains("when its node was lost");
                assertThat(each.millis()).isLessThan(3000);
              });
      assertThat(restored).as("seconds until another node served").isLessThan(10);
    }
  }

  /** Waits until another node than the first has answered some of the calls to that one. */
  private PenstockProcess otherThatServes(SteadyLoad load) throws InterruptedException {
    List<PenstockProcess> others =
        nodes.subList(1, nodes.size()).stream().filter(PenstockProcess::runs).toList();
    List<String> pids = others.stream().map(each -> String.valueOf(each.pid())).toList();
    return others.get(pids.indexOf(load.awaitMore(20, pids)));
  }

  @Test
  void nodesThatAreRestartedOneAfterTheOtherCostNoCall() throws Exception {
    for (int i = 0; i < nodes.size(); i++) {
      List<PenstockProcess> others = new ArrayList<>(nodes);
      PenstockProcess leaving = others.remove(i);
      try (var load = new SteadyLoad(4, others.toArray(new PenstockProcess[0]))) {
        leaving.terminate();
        assertThat(leaving.exitCode()).isZero();
        nodes.set(i, node(i));
        nodes.get(i).url();
        load.stop();

        assertThat(load.statuses()).as("while node %d was restarted", i).containsOnlyKeys(200);
      }
    }
  }
}
