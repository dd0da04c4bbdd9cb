package dev.penstock.jar;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes of one cluster, each a process, numbered from 0: on this machine, or each on a host of its
 * own. One that has ended keeps its number, by which it is started anew at the same address.
 */
final class ClusterProcesses implements AutoCloseable {
  private final Path file;
  private final List<String> settings;
  private final List<Seat> seats;
  private final Map<Integer, PenstockProcess> nodes = new TreeMap<>();

  /** What a node prints that was started with a number before. */
  private final List<String> printedBefore = new ArrayList<>();

  /**
   * Where a node runs.
   *
   * @param first the command that its own follows
   * @param settings that it has because it runs there
   */
  private record Seat(String host, int port, List<String> first, List<String> settings) {
    static Seat here(int port) {
      return new Seat("127.0.0.1", port, List.of(), List.of());
    }

    static Seat on(Hosts.Host host) {
      return new Seat(
          host.address(),
          5701,
          host.runs(),
          List.of(
              "store.directory=/dev/shm/penstock-test",
              "http.host=" + host.door(),
              "admin.host=" + host.door(),
              "admin.token=" + PenstockProcess.ADMIN_TOKEN));
    }
  }

  /**
   * None runs yet. They will be on this machine.
   *
   * @param size how many there can be
   * @param settings such as {@code cluster.quorum=2}, for all of them
   */
  ClusterProcesses(Path file, int size, String... settings) {
    this(file, freePorts(size).stream().map(Seat::here).toList(), settings);
  }

  /** None runs yet. There can be one on each of the hosts. */
  ClusterProcesses(Path file, Hosts hosts, String... settings) {
    this(file, hosts.all().stream().map(Seat::on).toList(), settings);
  }

  private ClusterProcesses(Path file, List<Seat> seats, String... settings) {
    this.file = file;
    this.seats = seats;
    this.settings = List.of(settings);
  }

  /** The members of a cluster must know each other's ports before they start. */
  private static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a node, with further settings, and does not wait for it. */
  PenstockProcess begin(int number, String... more) {
    return begin(number, file, more);
  }

  /** Starts a node with another file, and does not wait for it. */
  PenstockProcess begin(int number, Path other, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", other.toString()));
    arguments.addAll(List.of("--port", "0", "--admin-port", "0"));
    List<String> all = new ArrayList<>();
    all.add("cluster.enabled=true");
    all.add("cluster.node=" + name(number));
    Seat seat = seats.get(number);
    all.add("cluster.host=" + seat.host());
    all.add("cluster.port=" + seat.port());
    all.add(
        seats.stream()
            .map(each -> "\"" + each.host() + ":" + each.port() + "\"")
            .collect(Collectors.joining(",", "cluster.members=[", "]")));
    all.addAll(seat.settings());
    all.addAll(settings);
    all.addAll(Arrays.asList(more));
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    PenstockProcess node =
        PenstockProcess.javaBehind(seat.first(), arguments.toArray(new String[0]));
    PenstockProcess before = nodes.put(number, node);
    if (before != null) {
      printedBefore.addAll(before.printed());
    }
    return node;
  }

  /** What a node is called in the lines of others. */
  static String name(int number) {
    return "n" + number;
  }

  /** Starts those nodes, and waits until they are ready. */
  void start(int... numbers) {
    IntStream.of(numbers).forEach(this::begin);
    IntStream.of(numbers).forEach(number -> node(number).url());
  }

  PenstockProcess node(int number) {
    PenstockProcess node = nodes.get(number);
    if (node == null) {
      throw new IllegalArgumentException("node " + number + " was not started");
    }
    return node;
  }

  /** The nodes that were started last, by their number. */
  Map<Integer, PenstockProcess> all() {
    return nodes;
  }

  /** Those that have not ended. */
  List<PenstockProcess> running() {
    return nodes.values().stream().filter(PenstockProcess::runs).toList();
  }

  /** The numbers of those that have not ended. */
  List<Integer> runningNumbers() {
    return nodes.keySet().stream().filter(number -> node(number).runs()).toList();
  }

  /** All that run, but for one. */
  List<PenstockProcess> runningBut(PenstockProcess one) {
    return running().stream().filter(node -> node != one).toList();
  }

  /** Ends processes as kill -9 does, one right after the other; when that was. */
  static long kill(PenstockProcess... processes) throws IOException, InterruptedException {
    for (PenstockProcess process : processes) {
      process.signal("KILL");
    }
    long killed = System.nanoTime();
    for (PenstockProcess process : processes) {
      process.exitCode();
    }
    return killed;
  }

  /** The lines with that text that nodes have printed so far, those that ended included. */
  List<String> printed(String text) {
    List<String> lines = new ArrayList<>(printedBefore);
    nodes.values().forEach(node -> lines.addAll(node.printed()));
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  /** The node that runs and was the last to place an application. */
  PenstockProcess leader() {
    return running().stream()
        .max(
            (one, other) ->
                String.valueOf(lastPlaced(one)).compareTo(String.valueOf(lastPlaced(other))))
        .orElseThrow();
  }

  /** Lines begin with their time. */
  private static String lastPlaced(PenstockProcess node) {
    return node.printed().stream()
        .filter(line -> line.contains(": placed "))
        .reduce("", (first, second) -> second);
  }

  /** The indices of replicas that serve there, by application and deployment; none if it is not. */
  static Map<String, List<Integer>> serving(PenstockProcess node) {
    Map<String, List<Integer>> found = new TreeMap<>();
    try {
      JsonArray applications = node.status().getJsonArray("applications");
      for (JsonObject application : objects(applications)) {
        for (JsonObject deployment : objects(application.getJsonArray("deployments"))) {
          List<Integer> indices =
              objects(deployment.getJsonArray("replicas")).stream()
                  .filter(replica -> replica.getString("state").equals("serving"))
                  .map(replica -> replica.getInteger("index"))
                  .toList();
          found.put(application.getString("name") + "/" + deployment.getString("name"), indices);
        }
      }
    } catch (IOException endedMeanwhile) {
      found.clear();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  /** Who leads an application and under which epoch, as a node follows it. */
  record Term(String leader, long epoch) {}

  /** What a node follows for that application. */
  static Term term(String application, PenstockProcess node) {
    return objects(cluster(node).getJsonArray("leaders")).stream()
        .filter(each -> application.equals(each.getString("application")))
        .map(each -> new Term(each.getString("leader"), each.getLong("epoch")))
        .findFirst()
        .orElseThrow();
  }

  /** How many nodes a node sees, itself included. */
  static int visible(PenstockProcess node) {
    return cluster(node).getInteger("visible");
  }

  private static JsonObject cluster(PenstockProcess node) {
    try {
      return node.status().getJsonObject("cluster");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  /** The replicas of a deployment that serve on each of those nodes. */
  static List<List<Integer>> serving(String deployment, Collection<PenstockProcess> nodes) {
    return nodes.stream().map(n -> serving(n).getOrDefault(deployment, List.of())).toList();
  }

  /** Waits until as many replicas as wanted serve on those nodes; how long, in milliseconds. */
  static long awaitServing(
      int wanted, List<String> deployments, Collection<PenstockProcess> nodes) {
    return Until.holds(
        wanted + " replicas of each of " + deployments,
        () -> deployments.stream().allMatch(d -> count(serving(d, nodes)) >= wanted));
  }

  private static int count(List<List<Integer>> indices) {
    return indices.stream().mapToInt(List::size).sum();
  }

  /**
   * Waits until exactly as many replicas as wanted serve on those nodes, no two of one index and
   * none with two more than another has.
   */
  static void awaitEven(int wanted, List<String> deployments, Collection<PenstockProcess> nodes) {
    Until.holds(
        wanted + " replicas of each of " + deployments + ", spread evenly",
        () -> deployments.stream().allMatch(d -> even(wanted, serving(d, nodes))));
  }

  private static boolean even(int wanted, List<List<Integer>> indices) {
    List<Integer> all = indices.stream().flatMap(List::stream).toList();
    int most = indices.stream().mapToInt(List::size).max().orElse(0);
    int fewest = indices.stream().mapToInt(List::size).min().orElse(0);
    return all.size() == wanted && new HashSet<>(all).size() == wanted && most - fewest <= 1;
  }

  @Override
  public void close() {
    nodes.values().forEach(PenstockProcess::close);
  }
}
