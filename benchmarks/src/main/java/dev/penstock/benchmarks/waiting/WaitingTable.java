package dev.penstock.benchmarks.waiting;

import com.sun.management.OperatingSystemMXBean;
import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import dev.penstock.benchmarks.Table;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs 64 callers on two event loops against two replicas of {@code maxOngoing} 1, and prints what
 * they got. Arguments: rounds (default 5), seconds of each (default 5).
 */
public final class WaitingTable {
  private static final int CALLERS = 64;
  private static final int REPLICAS = 2;
  private static final int SERVICE_MILLIS = 2;
  private static final int GROUPS = 4;

  private final Crowd crowd;
  private final int[] groups;
  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private WaitingTable(Crowd crowd) {
    this.crowd = crowd;
    List<String> threads = await(crowd.threads());
    String first = threads.get(0);
    int other =
        Stream.iterate(1, i -> i + 1)
            .limit(GROUPS - 1)
            .filter(i -> !threads.get(i).equals(first))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("all groups are on " + first));
    this.groups = new int[] {0, other};
  }

  /** Runs. */
  public static void main(String[] args) throws InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    var service =
        Deployment.of("Service", TimedService.class).replicas(REPLICAS).maxOngoing(1).bind();
    List<BoundDeployment<?>> groups = new ArrayList<>();
    for (int i = 0; i < GROUPS; i++) {
      groups.add(Deployment.of("Callers" + i, LoopCallers.class).bind(service));
    }
    var root = Deployment.of("Crowd", CallerGroups.class).bind(groups);
    var settings = new JsonObject("{\"http\": {\"port\": 0, \"eventLoops\": 2}}");
    // What is left of the last part ends by its deadline.
    var application =
        Application.of("waiting", root).requestTimeout(Duration.ofSeconds(2L * seconds + 3));
    try (var penstock = Penstock.settings(settings).run(application)) {
      var waiting = new WaitingTable(penstock.handle("waiting", "Crowd", Crowd.class));
      waiting.run(SERVICE_MILLIS, seconds * 1000);
      waiting.throughput(rounds, seconds * 1000);
      System.out.println();
      waiting.cpuOfWaiting(seconds * 1000);
    }
  }

  private void throughput(int rounds, int millis) {
    List<Double> perSecond = new ArrayList<>();
    List<Double> ofAllowed = new ArrayList<>();
    List<Double> slowest = new ArrayList<>();
    List<Double> fastest = new ArrayList<>();
    List<Double> service = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<Callers.Tally> tallies = run(SERVICE_MILLIS, millis);
      var answers =
          tallies.stream()
              .flatMap(tally -> tally.answers().stream())
              .mapToInt(Integer::intValue)
              .summaryStatistics();
      double serviceNanos =
          (double) tallies.stream().mapToLong(Callers.Tally::serviceNanos).sum() / answers.getSum();
      double rate = answers.getSum() / (millis / 1e3);
      perSecond.add(rate);
      service.add(serviceNanos / 1e6);
      ofAllowed.add(rate / (REPLICAS * 1e9 / serviceNanos));
      slowest.add(answers.getMin() / answers.getAverage());
      fastest.add(answers.getMax() / answers.getAverage());
    }
    Table table =
        new Table(
            "calls/s", "service ms", "of what it allows", "slowest of mean", "fastest of mean");
    table.row(
        Table.median(perSecond, 0),
        Table.median(service, 3),
        Table.medianAndRange(ofAllowed, 3),
        Table.medianAndRange(slowest, 3),
        Table.medianAndRange(fastest, 3));
    table.print();
  }

  /** What the process does while nothing happens but waiting: polling would show here. */
  private void cpuOfWaiting(int millis) throws InterruptedException {
    Table table = new Table("state of the node", "CPU ms per second");
    table.row("no calls", cpuMillisPerSecond(millis));
    int longService = 2 * millis + 1000;
    List<Future<Callers.Tally>> served = start(REPLICAS / groups.length, longService, 1);
    table.row(REPLICAS + " callers are served", cpuMillisPerSecond(millis));
    int waiters = CALLERS - REPLICAS;
    List<Future<Callers.Tally>> waiting = start(waiters / groups.length, longService, 1);
    table.row(waiters + " more callers wait", cpuMillisPerSecond(millis));
    table.print();
    if (Stream.of(served, waiting).flatMap(List::stream).anyMatch(Future::isComplete)) {
      throw new IllegalStateException("the callers did not wait");
    }
  }

  private String cpuMillisPerSecond(int millis) throws InterruptedException {
    long before = process.getProcessCpuTime();
    new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    double cpu = (process.getProcessCpuTime() - before) / 1e6;
    return Table.median(List.of(cpu / (millis / 1e3)), 1);
  }

  private List<Callers.Tally> run(int serviceMillis, int millis) {
    return start(CALLERS / groups.length, serviceMillis, millis).stream()
        .map(WaitingTable::await)
        .toList();
  }

  private List<Future<Callers.Tally>> start(int callers, int serviceMillis, int millis) {
    return Stream.of(groups[0], groups[1])
        .map(group -> crowd.run(group, callers, serviceMillis, millis))
        .toList();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
