package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.HttpIngress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many calls a replica gets at a time, and what becomes of the others. */
class LimitsTest {
  interface Gate {
    Future<String> pass(String name);
  }

  /** Lets a call through when the test says so. */
  static final class Held implements Gate {
    static final AtomicInteger ONGOING = new AtomicInteger();
    static final AtomicInteger MOST = new AtomicInteger();
    static final List<String> ORDER = new CopyOnWriteArrayList<>();
    static final BlockingQueue<Promise<Void>> ARRIVED = new LinkedBlockingQueue<>();

    @Override
    public Future<String> pass(String name) {
      MOST.accumulateAndGet(ONGOING.incrementAndGet(), Math::max);
      ORDER.add(name);
      Promise<Void> promise = Promise.promise();
      ARRIVED.add(promise);
      return promise
          .future()
          .map(
              go -> {
                ONGOING.decrementAndGet();
                return name;
              });
    }
  }

  /** Takes its time on a timer, so that many calls are open at once. */
  static final class Timed implements Gate {
    @Override
    public Future<String> pass(String name) {
      Held.MOST.accumulateAndGet(Held.ONGOING.incrementAndGet(), Math::max);
      return Vertx.currentContext()
          .owner()
          .timer(1)
          .map(
              fired -> {
                Held.ONGOING.decrementAndGet();
                return name;
              });
    }
  }

  static final class Front implements HttpIngress {
    private final Gate gate;

    Front(Gate gate) {
      this.gate = gate;
    }

    @Override
    public void routes(Router router) {
      router.get("/:name").respond(ctx -> gate.pass(ctx.pathParam("name")));
    }
  }

  @BeforeEach
  void reset() {
    Held.ONGOING.set(0);
    Held.MOST.set(0);
    Held.ORDER.clear();
    Held.ARRIVED.clear();
  }

  private static RunningNode start(Deployment<? extends Gate> gate) {
    return RunningNode.of(
        Application.of("app", Deployment.of("Front", Front.class).bind(gate.bind())));
  }

  /** Lets the call that has been inside longest go on. */
  private static void letOneThrough() {
    try {
      Promise<Void> call = Held.ARRIVED.poll(20, TimeUnit.SECONDS);
      if (call == null) {
        throw new AssertionError("no call arrived");
      }
      call.complete();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void neverMoreThanMaxOngoingRunAndAsManyDo() {
    try (var node = start(Deployment.of("Gate", Timed.class).maxOngoing(3))) {
      Gate outside = node.handle("app", "Gate", Gate.class);
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(node.send("GET", "/" + i, ""));
        all.add(outside.pass("outside").toCompletionStage().toCompletableFuture());
      }
      all.forEach(RunningNode::await);

      assertThat(Held.MOST).hasValue(3);
    }
  }

  @Test
  void callBeyondMaxQueuedIsRefusedAtOnceWithRetryAfter() {
    try (var node = start(Deployment.of("Gate", Held.class).maxOngoing(1).maxQueued(0))) {
      var inside = node.send("GET", "/inside", "");
      while (Held.ARRIVED.isEmpty()) {
        Thread.onSpinWait();
      }

      HttpResponse<String> refused = node.get("/refused");

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(problem(refused).getString("detail")).contains("app/Gate", "maxQueued=0");
      letOneThrough();
      assertThat(await(inside).body()).isEqualTo("inside");
      var next = node.send("GET", "/next", "");
      letOneThrough();
      assertThat(await(next).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void waitingCallsRunInTheOrderOfTheirArrival() {
    try (var node = start(Deployment.of("Gate", Held.class).maxOngoing(1))) {
      Gate gate = node.handle("app", "Gate", Gate.class);
      List<Future<String>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(gate.pass("" + i));
      }
      for (int i = 0; i < 20; i++) {
        letOneThrough();
      }

      List<String> answers = calls.stream().map(call -> await(call)).toList();
      assertThat(Held.ORDER).isEqualTo(answers);
      assertThat(Held.MOST).hasValue(1);
    }
  }
}
