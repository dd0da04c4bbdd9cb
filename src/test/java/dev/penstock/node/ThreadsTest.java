package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.Application;
import dev.penstock.ConfigurationException;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.ReplicaContext;
import dev.penstock.Threading;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which threads run the code of a replica. */
class ThreadsTest {
  interface Place {
    /** The name of the thread. */
    Future<String> thread();

    /** Waits until as many methods run as the test says. */
    Future<String> meet();

    /** Notes how many methods run at a time. */
    Future<String> count();
  }

  static final class Placed implements Place, DeploymentLifecycle {
    static final Set<String> LIFE = ConcurrentHashMap.newKeySet();
    static final AtomicInteger RUNNING = new AtomicInteger();
    static final AtomicInteger MOST = new AtomicInteger();
    static volatile CyclicBarrier meeting = new CyclicBarrier(1);

    Placed() {
      note();
    }

    private static void note() {
      LIFE.add(Thread.currentThread().getName());
    }

    @Override
    public Future<Void> start(ReplicaContext replica) {
      note();
      return Vertx.currentContext().owner().timer(1).onSuccess(fired -> note()).mapEmpty();
    }

    @Override
    public Future<Void> checkHealth() {
      note();
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
      note();
      return Future.succeededFuture();
    }

    @Override
    public Future<String> thread() {
      return Future.succeededFuture(Thread.currentThread().getName());
    }

    @Override
    public Future<String> meet() {
      try {
        meeting.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException("they did not meet", e);
      }
      return thread();
    }

    @Override
    public Future<String> count() {
      MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
      for (int i = 0; i < 1000; i++) {
        Thread.onSpinWait();
      }
      RUNNING.decrementAndGet();
      return thread();
    }
  }

  @BeforeEach
  void reset() {
    Placed.LIFE.clear();
    Placed.RUNNING.set(0);
    Placed.MOST.set(0);
  }

  private static RunningNode start(Deployment<Placed> deployment) {
    return RunningNode.of(Application.of("app", deployment.bind()));
  }

  private static Deployment<Placed> place() {
    return Deployment.of("Place", Placed.class);
  }

  private static List<String> call(
      RunningNode node, int times, Function<Place, Future<String>> method) {
    Place place = node.handle("app", "Place", Place.class);
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      calls.add(method.apply(place));
    }
    return calls.stream().map(call -> await(call)).toList();
  }

  @Test
  void everythingOfAnEventLoopReplicaRunsOnOneThread() {
    Set<String> threads;
    try (var node = start(place())) {
      threads = Set.copyOf(call(node, 20, Place::thread));
    }

    assertThat(threads).hasSize(1).allMatch(name -> name.contains("eventloop"));
    assertThat(Placed.LIFE).isEqualTo(threads);
  }

  @Test
  void eventLoopReplicasAreSpreadOverTheLoopsInTurn() {
    try (var node = start(place().replicas(6).router("round-robin"))) {
      Map<String, Long> callsPerThread =
          call(node, 6, Place::thread).stream()
              .collect(Collectors.groupingBy(name -> name, Collectors.counting()));

      assertThat(callsPerThread.values()).containsExactly(3L, 3L);
    }
  }

  @Test
  void everythingOfAWorkerReplicaRunsOnItsOwnNamedThread() {
    Set<String> threads;
    try (var node = start(place().threading(Threading.WORKER))) {
      threads = Set.copyOf(call(node, 20, Place::thread));
    }

    assertThat(threads)
        .singleElement()
        .satisfies(name -> assertThat(name).contains("app", "Place", "0"));
    assertThat(Placed.LIFE).isEqualTo(threads);
  }

  @Test
  void workerWithOneThreadNeverRunsTwoMethodsAtATime() {
    try (var node = start(place().threading(Threading.WORKER).maxOngoing(4))) {
      call(node, 200, Place::count);
    }

    assertThat(Placed.MOST).hasValue(1);
  }

  @Test
  void workerWithThreeThreadsRunsThreeMethodsAtATimeOnItsOwnThreads() {
    Placed.meeting = new CyclicBarrier(6);
    List<String> threads;
    // All six meet only if each replica runs the three that it may have.
    var three = place().threading(Threading.WORKER).threads(3).maxOngoing(3);
    try (var node = start(three.replicas(2))) {
      threads = call(node, 6, Place::meet);
      call(node, 300, Place::count);
    }

    assertThat(threads)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.contains("app") && name.contains("Place"));
    assertThat(threads).filteredOn(name -> name.contains("Place#1")).hasSize(3);
    // That six can run at a time is told by their meeting; more never may.
    assertThat(Placed.MOST.get()).isBetween(1, 6);
    assertThat(Placed.LIFE).allMatch(name -> name.contains("Place#"));
  }

  @Test
  void virtualThreadsRunOneCallEach() {
    assumeTrue(Runtime.version().feature() >= 21);
    Placed.meeting = new CyclicBarrier(5);
    try (var node = start(place().threading(Threading.VIRTUAL))) {
      assertThat(call(node, 5, Place::meet)).hasSize(5);
    }
  }

  @Test
  void virtualThreadsAreRefusedBeforeJdk21() {
    assumeFalse(Runtime.version().feature() >= 21);

    assertThatThrownBy(() -> start(place().threading(Threading.VIRTUAL)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("virtual")
        .hasMessageContaining("21");
  }

  @Test
  void replicasOfOneDeploymentDoNotShareWorkerThreads() {
    try (var node = start(place().threading(Threading.WORKER).replicas(2).router("round-robin"))) {
      assertThat(call(node, 2, Place::thread)).doesNotHaveDuplicates();
      assertThat(Context.isOnVertxThread()).isFalse();
    }
  }
}
