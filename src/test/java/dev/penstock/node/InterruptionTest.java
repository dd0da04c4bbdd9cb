package dev.penstock.node;

import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threads of deployments that ask for it are interrupted when nobody waits for what they run. */
class InterruptionTest {
  private static final Duration SOON = Duration.ofMillis(60);
  private final RunningNode.Log log = new RunningNode.Log();
  private @Nullable RunningNode node;

  interface Work {
    String run(String how);

    Future<String> later(String how);
  }

  /** Blocks as it is told, and notes what it sees. */
  static final class Blocking implements Work {
    static final BlockingQueue<String> BEGUN = new LinkedBlockingQueue<>();
    static final BlockingQueue<String> ENDED = new LinkedBlockingQueue<>();
    static volatile CountDownLatch gate = new CountDownLatch(1);
    static volatile Promise<String> answer = Promise.promise();

    @Override
    public String run(String how) {
      if (how.equals("look")) {
        return "interrupted: " + Thread.currentThread().isInterrupted();
      }
      BEGUN.add(how);
      try {
        gate.await();
        ENDED.add("went on");
        return "went on";
      } catch (InterruptedException e) {
        ENDED.add("interrupted, cancelled: " + CallContext.current().cancelled());
        if (how.equals("keep")) {
          Thread.currentThread().interrupt();
          return "kept";
        }
        throw new IllegalStateException("stopped", e);
      }
    }

    @Override
    public Future<String> later(String how) {
      BEGUN.add(how);
      return answer.future();
    }
  }

  /** Passes everything on, and blocks meanwhile. */
  static final class Through implements Work {
    private final Work next;

    Through(Work next) {
      this.next = next;
    }

    @Override
    public String run(String how) {
      try {
        return next.run(how);
      } catch (CallFailedException e) {
        Blocking.ENDED.add("passed " + e.failure());
        throw e;
      }
    }

    @Override
    public Future<String> later(String how) {
      next.later(how);
      // One that has not begun would never begin.
      Watched.next(Blocking.BEGUN);
      return Future.failedFuture(new CallFailedException(Failure.BAD_ARGUMENT, "no good"));
    }
  }

  @BeforeEach
  void reset() {
    Blocking.BEGUN.clear();
    Blocking.ENDED.clear();
    Blocking.gate = new CountDownLatch(1);
    Blocking.answer = Promise.promise();
  }

  @AfterEach
  void stop() {
    Blocking.gate.countDown();
    Blocking.answer.tryComplete("the end");
    if (node != null) {
      node.close();
    }
    log.close();
    assertThat(log.with("failed")).noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.INFO));
  }

  private static <T> Deployment<T> on(Threading threading, int threads, Deployment<T> deployment) {
    assumeTrue(threading != Threading.VIRTUAL || Runtime.version().feature() >= 21);
    Deployment<T> on = deployment.threading(threading).interruptible();
    return threading == Threading.WORKER ? on.threads(threads) : on;
  }

  private RunningNode start(Deployment<?> model) {
    return start(model.bind());
  }

  private RunningNode start(BoundDeployment<?> root) {
    RunningNode started = RunningNode.of(Application.of("app", root));
    node = started;
    return started;
  }

  private static Work soon(RunningNode node, String deployment) {
    return CallOptions.timeout(SOON).on(node.handle("app", deployment, Work.class));
  }

  private static Failure failureOf(Work work, String how) {
    try {
      throw new AssertionError("it answered " + work.run(how));
    } catch (CallFailedException e) {
      return e.failure();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WORKER, 1, throw",
    "WORKER, 1, keep",
    "WORKER, 4, throw",
    "WORKER, 4, keep",
    "VIRTUAL, 0, throw",
    "VIRTUAL, 0, keep",
  })
  void methodThatBlocksPastItsDeadlineIsInterruptedAndItsThreadServesOn(
      Threading threading, int threads, String how) {
    RunningNode running =
        start(on(threading, threads, Deployment.of("Model", Blocking.class).maxOngoing(1)));

    assertThat(failureOf(soon(running, "Model"), how)).isEqualTo(Failure.TIMED_OUT);

    assertThat(Watched.next(Blocking.ENDED)).isEqualTo("interrupted, cancelled: true");
    // There is one slot, so these follow one another.
    Work model = running.handle("app", "Model", Work.class);
    for (int i = 0; i < Math.max(1, threads); i++) {
      assertThat(model.run("look")).isEqualTo("interrupted: false");
    }
  }

  @Test
  void methodOfADeploymentThatDoesNotAskForItIsNotInterrupted() {
    RunningNode running =
        start(Deployment.of("Model", Blocking.class).threading(Threading.WORKER).threads(2));

    assertThat(failureOf(soon(running, "Model"), "throw")).isEqualTo(Failure.TIMED_OUT);
    assertThat(Watched.next(Blocking.BEGUN)).isEqualTo("throw");
    Blocking.gate.countDown();

    assertThat(Watched.next(Blocking.ENDED)).isEqualTo("went on");
  }

  @Test
  void callWhoseMethodHasReturnedInterruptsNoOtherOneOnItsThread() {
    RunningNode running = start(on(Threading.WORKER, 1, Deployment.of("Model", Blocking.class)));
    Future<String> open = soon(running, "Model").later("open");
    assertThat(Watched.next(Blocking.BEGUN)).isEqualTo("open");
    Thread other =
        new Thread(
            () -> Blocking.ENDED.add(running.handle("app", "Model", Work.class).run("other")));
    other.start();
    assertThat(Watched.next(Blocking.BEGUN)).isEqualTo("other");

    assertThat(failure(open).failure()).isEqualTo(Failure.TIMED_OUT);

    assertThat(Blocking.ENDED).isEmpty();
    Blocking.gate.countDown();
    assertThat(Watched.next(Blocking.ENDED)).isEqualTo("went on");
    assertThat(Watched.next(Blocking.ENDED)).isEqualTo("went on");
  }

  private RunningNode startThreeDeep(Threading threading, int threads) {
    var model = on(threading, threads, Deployment.of("Model", Blocking.class)).bind();
    var middle = on(threading, threads, Deployment.of("Middle", Through.class)).bind(model);
    return start(on(threading, threads, Deployment.of("Top", Through.class)).bind(middle));
  }

  @ParameterizedTest
  @CsvSource({"WORKER, 1", "WORKER, 4", "VIRTUAL, 0"})
  void clientThatLeavesInterruptsTheMethodsBelowThreeDeep(Threading threading, int threads)
      throws IOException {
    RunningNode running = startThreeDeep(threading, threads);
    URI url = URI.create(running.penstock.url());
    try (Socket client = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
      client
          .getOutputStream()
          .write(
              "POST /run HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nthrow"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(Watched.next(Blocking.BEGUN)).isEqualTo("throw");
    }

    List<String> ends =
        List.of(
            Watched.next(Blocking.ENDED),
            Watched.next(Blocking.ENDED),
            Watched.next(Blocking.ENDED));
    assertThat(ends)
        .containsExactlyInAnyOrder(
            "interrupted, cancelled: true", "passed CANCELLED", "passed CANCELLED");
    assertThat(running.post("/run", "look").body()).isEqualTo("interrupted: false");
  }

  @Test
  void failureOfTheCallAboveInterruptsTheMethodBelow() {
    var model = on(Threading.WORKER, 2, Deployment.of("Model", Waiting.class)).bind();
    RunningNode running =
        start(on(Threading.WORKER, 1, Deployment.of("Top", Through.class)).bind(model));

    assertThat(running.post("/later", "x").statusCode()).isEqualTo(400);

    assertThat(Watched.next(Blocking.ENDED)).isEqualTo("interrupted, cancelled: true");
  }

  /** Blocks in the method that promises a future. */
  static final class Waiting implements Work {
    @Override
    public String run(String how) {
      return how;
    }

    @Override
    public Future<String> later(String how) {
      return Future.succeededFuture(new Blocking().run(how));
    }
  }
}
