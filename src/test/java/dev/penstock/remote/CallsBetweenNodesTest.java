package dev.penstock.remote;

import static dev.penstock.remote.TwoNodes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Failure;
import dev.penstock.Penstock;
import dev.penstock.ReplicaContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes with one replica each, which takes one call at a time. */
class CallsBetweenNodesTest {
  private static TwoNodes nodes;
  private static final Whereabouts WHERE = new Whereabouts();

  /** Calls that run, with what ends them. */
  private static final LinkedBlockingQueue<Running> RUNNING = new LinkedBlockingQueue<>();

  private static final Queue<Running> HELD = new ConcurrentLinkedQueue<>();

  record Running(String text, String node, Promise<String> answer, CallContext context) {}

  public interface Model {
    Future<String> process(String text);

    Future<String> fail(String message);

    Future<Map<String, List<Integer>>> nested(Map<String, List<Integer>> value, byte[] bytes);
  }

  public static final class HeldModel implements Model, DeploymentLifecycle {
    @Override
    public Future<Void> start(ReplicaContext replica) {
      WHERE.started(this, replica);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
      WHERE.stopped(this);
      return Future.succeededFuture();
    }

    @Override
    public Future<String> process(String text) {
      CallContext context = CallContext.current();
      Promise<String> answer = Promise.promise();
      Running running = new Running(text, nodeOf(context), answer, context);
      HELD.add(running);
      RUNNING.add(running);
      return answer.future();
    }

    @Override
    public Future<String> fail(String message) {
      throw new CallFailedException(Failure.BAD_ARGUMENT, message);
    }

    @Override
    public Future<Map<String, List<Integer>>> nested(
        Map<String, List<Integer>> value, byte[] bytes) {
      return Future.succeededFuture(Map.of("sum", List.of(value.size(), bytes.length)));
    }

    private static String nodeOf(CallContext context) {
      return context.replica().orElseThrow().nodeId();
    }
  }

  @BeforeAll
  static void start() throws InterruptedException {
    nodes =
        new TwoNodes(
            () ->
                Application.of("held")
                    .with(
                        Deployment.of("Model", HeldModel.class).replicas(2).maxOngoing(1).bind()));
    WHERE.await(List.of(1, 1)::equals);
  }

  /** So that a test that has failed holds no replica for the next one. */
  @AfterEach
  void letGo() {
    RUNNING.clear();
    HELD.forEach(each -> each.answer.tryComplete("let go"));
    HELD.clear();
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static Model model(int node) {
    Penstock penstock = nodes.node(node);
    return penstock.handle("held", "Model", Model.class);
  }

  private static Running running() throws InterruptedException {
    Running running = RUNNING.poll(10, TimeUnit.SECONDS);
    assertThat(running).as("a call that runs").isNotNull();
    return running;
  }

  /** Holds the replica of the first node, and gives a call that has gone to the other one. */
  private static List<Running> both(List<Future<String>> answers) throws InterruptedException {
    List<Running> held = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      answers.add(model(0).process("call " + i));
      held.add(running());
    }
    assertThat(held.get(0).node).isNotEqualTo(held.get(1).node);
    return held;
  }

  @Test
  void aCallGoesToTheOtherNodeWhenTheNearReplicaIsBusy() throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    List<Running> held = both(answers);

    held.get(1).answer.complete("far");
    assertThat(await(answers.get(1))).isEqualTo("far");
    held.get(0).answer.complete("near");
    assertThat(await(answers.get(0))).isEqualTo("near");
  }

  @Test
  void waitingCallsOfBothNodesAreAllServed() throws Exception {
    Set<Future<String>> answers = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 40; i++) {
      answers.add(model(i % 2).process("many " + i));
    }
    Set<String> served = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      Running each = running();
      served.add(each.text);
      each.answer.complete(each.text);
    }
    for (Future<String> answer : answers) {
      await(answer);
    }
    assertThat(served).hasSize(40);
  }

  @Test
  void aCancelledCallIsCancelledAtTheOtherNode() throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    List<Running> held = new ArrayList<>();
    answers.add(model(0).process("stays"));
    held.add(running());
    Promise<Void> cancelled = Promise.promise();
    Future<String> late =
        CallOptions.timeout(Duration.ofMillis(200)).on(model(0)).process("too long");
    Running far = running();
    far.context.onCancel(cancelled::complete);

    assertThatThrownBy(() -> await(late))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(CallFailedException.class)
        .hasMessageContaining("deadline");
    await(cancelled.future());
    far.answer.complete("nobody listens");
    held.get(0).answer.complete("done");
    await(answers.get(0));
  }

  @Test
  void failuresKeepTheirKindAndMessage() throws Exception {
    Future<String> near = model(0).process("busy");
    Running held = running();

    assertThatThrownBy(() -> await(model(0).fail("no such picture")))
        .rootCause()
        .isInstanceOfSatisfying(
            CallFailedException.class,
            failure -> {
              assertThat(failure.failure()).isEqualTo(Failure.BAD_ARGUMENT);
              assertThat(failure.ran()).isTrue();
            })
        .hasMessageContaining("no such picture");
    assertThat(await(model(0).nested(Map.of("a", List.of(1, 2)), new byte[100_000])))
        .isEqualTo(Map.of("sum", List.of(1, 100_000)));
    held.answer.complete("done");
    await(near);
  }
}
