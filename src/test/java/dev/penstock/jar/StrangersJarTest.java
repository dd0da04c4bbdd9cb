package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that know a secret, and others that do not. */
@Tag("jar")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StrangersJarTest {
  private static final String APPLICATION =
      """
      { "applications": [{ "name": "app", "root": "Gateway", "classpath": ["classes"],
        "deployments": {
          "Model": { "class": "acme.Slow", "args": { "millis": 5 }, "replicas": 2 },
          "Gateway": { "class": "dev.penstock.examples.Gateway",
                       "args": { "model": { "$handle": "Model" } } } } }] }
      """;

  /**
   * A line of Linux's table of sockets: the port is the second part of an address, 0A is LISTEN.
   */
  private static final Pattern LISTENING =
      Pattern.compile("^ *\\d+: \\w+:(\\w{4}) \\w+:\\w+ 0A \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+) ");

  private static final List<String> MODELS = List.of("app/Model");

  @TempDir private Path folder;

  @Test
  void garbageAtEveryPortAndANodeWithAnotherSecretHarmNobody() throws Exception {
    UserProject.in(folder);
    Path file = Files.writeString(folder.resolve("app.json"), APPLICATION);
    try (var cluster = new ClusterProcesses(file, 3, "cluster.quorum=2")) {
      String secret = "cluster.secret=known-to-both-nodes";
      PenstockProcess one = cluster.begin(0, secret);
      PenstockProcess other = cluster.begin(1, secret);
      one.url();
      other.url();
      List<PenstockProcess> nodes = List.of(one, other);
      ClusterProcesses.awaitEven(2, MODELS, nodes);
      try (var load = new SteadyLoad(100, List.of("/"), nodes)) {
        PenstockProcess stranger = cluster.begin(2, "cluster.secret=known-to-nobody-else");
        int linesBefore = one.printed().size();
        Set<Integer> ports = listeningPorts(one);
        for (int port : ports) {
          sendGarbage(port);
        }
        stranger.line("is of another cluster");
        stranger.line("1 of at least 2 nodes are visible");
        load.awaitMore(100);
        load.stop();

        int lines = one.printed().size() - linesBefore;
        System.out.println(
            "garbage to " + ports.size() + " ports: " + load.statuses() + ", lines: " + lines);
        assertThat(ports)
            .as("http, admin, Hazelcast, bus, transfer")
            .hasSizeGreaterThanOrEqualTo(5);
        assertThat(load.statuses()).containsOnlyKeys(200);
        assertThat(lines).as("lines that strangers have caused").isLessThan(60);
        assertThat(cluster.printed(" is gone")).isEmpty();
        assertThat(cluster.printed("node n2 has joined")).isEmpty();
        assertThat(stranger.printed()).noneMatch(line -> line.contains("node n0 has joined"));
        ClusterProcesses.awaitEven(2, MODELS, nodes);
      }
    }
  }

  /** What nobody would send: noise, huge and small lengths, and a request of another protocol. */
  private static void sendGarbage(int port) {
    byte[] noise = new byte[100_000];
    new Random(port).nextBytes(noise);
    byte[] ones = new byte[16];
    Arrays.fill(ones, (byte) 0xff);
    byte[] huge = new byte[1000];
    huge[0] = 0x7f;
    byte[] request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    for (byte[] garbage : List.of(noise, ones, huge, new byte[100_000], request)) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(200);
        socket.getOutputStream().write(garbage);
        socket.getInputStream().read();
      } catch (IOException refused) {
        // As it should be; or the node waits for more, as it may.
      }
    }
  }

  /** The ports at which a process listens, as Linux tells them. */
  private static Set<Integer> listeningPorts(PenstockProcess process) throws IOException {
    Path self = Path.of("/proc", String.valueOf(process.pid()));
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(self.resolve("fd"))) {
      for (Path file : files.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    }
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(self.resolve(table))) {
        Matcher words = LISTENING.matcher(line);
        if (words.find() && sockets.contains("socket:[" + words.group(2) + "]")) {
          ports.add(Integer.parseInt(words.group(1), 16));
        }
      }
    }
    return ports;
  }
}
