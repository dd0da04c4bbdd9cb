package dev.penstock.benchmarks.calls;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One call over a typed handle with one argument to a no-op replica, as replicas make it: within a
 * call, with deadline, context and slots.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandleCall {
  /** Calls of one invocation: so many that starting it from JMH's thread costs nothing by it. */
  static final int CALLS = 16_384;

  private static final int DRIVERS = 4;

  /** Where the driver runs. */
  @Param({"SAME_LOOP", "OTHER_LOOP"})
  public Placement placement = Placement.SAME_LOOP;

  /** What the calls carry. */
  @Param("TEXT")
  public Payload payload = Payload.TEXT;

  private Penstock penstock;
  private Drivers drivers;
  private int driver;

  /** Starts a node with two event loops and finds a driver at the right place. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    var noOp = Deployment.of("NoOp", NoOpReplica.class).bind();
    List<BoundDeployment<?>> windows = new ArrayList<>();
    for (int i = 0; i < DRIVERS; i++) {
      windows.add(Deployment.of("Driver" + i, WindowDriver.class).bind(noOp));
    }
    var root = Deployment.of("Drivers", DriverList.class).bind(windows, noOp);
    var settings = new JsonObject("{\"http\": {\"port\": 0, \"eventLoops\": 2}}");
    penstock = Penstock.settings(settings).run(Application.of("calls", root));
    drivers = penstock.handle("calls", "Drivers", Drivers.class);
    String callee = await(drivers.calleeThread());
    driver =
        IntStream.range(0, DRIVERS)
            .filter(
                i -> callee.equals(await(drivers.thread(i))) == (placement == Placement.SAME_LOOP))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no driver is on the " + placement));
  }

  /** Makes the calls. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void call() {
    await(drivers.run(driver, payload, CALLS));
  }

  /** Stops the node. */
  @TearDown(Level.Trial)
  public void stop() {
    penstock.close();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
