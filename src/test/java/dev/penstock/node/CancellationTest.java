package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.HttpIngress;
import dev.penstock.Threading;
import dev.penstock.node.Watched.Leaf;
import dev.penstock.node.Watched.Work;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens below a request or call that nobody waits for any more. */
class CancellationTest {
  private final RunningNode.Log log = new RunningNode.Log();
  private @Nullable RunningNode node;

  /** Calls the leaf, in ways that its argument tells. */
  static final class Middle implements Work {
    static final BlockingQueue<CallFailedException> FAILED = new LinkedBlockingQueue<>();

    /** Ids of requests whose calls to the leaf were made. */
    static final BlockingQueue<String> CALLED = new LinkedBlockingQueue<>();

    private final Work leaf;

    Middle(Work leaf) {
      this.leaf = leaf;
    }

    @Override
    public Future<String> run(String how) {
      return switch (how) {
        case "fail" -> {
          leaf.run("wait");
          CallFailedException failure = new CallFailedException(Failure.BAD_ARGUMENT, "no good");
          yield leaf.run("end").compose(ended -> Future.failedFuture(failure));
        }
        case "forget" -> {
          leaf.run("wait");
          yield leaf.run("end");
        }
        default -> {
          Future<String> call = leaf.run(how);
          CALLED.add(CallContext.current().requestId());
          yield call.onFailure(failure -> FAILED.add((CallFailedException) failure));
        }
      };
    }
  }

  static final class Front implements HttpIngress {
    private final Work middle;

    Front(Work middle) {
      this.middle = middle;
    }

    @Override
    public void routes(Router router) {
      router.get("/:how").respond(ctx -> middle.run(ctx.pathParam("how")));
    }
  }

  @BeforeEach
  void reset() {
    Watched.reset();
    Middle.FAILED.clear();
    Middle.CALLED.clear();
  }

  @AfterEach
  void stop() {
    Watched.end.tryComplete("the end");
    if (node != null) {
      node.close();
    }
    log.close();
    assertThat(log.with("")).noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.ERROR));
  }

  private RunningNode start(Threading threading, int threads, int leaves) {
    assumeTrue(threading != Threading.VIRTUAL || Runtime.version().feature() >= 21);
    Deployment<Leaf> leaf = Deployment.of("Leaf", Leaf.class).threading(threading);
    Deployment<Middle> middle = Deployment.of("Middle", Middle.class).threading(threading);
    if (threading == Threading.WORKER) {
      leaf = leaf.threads(threads);
      middle = middle.threads(threads);
    }
    RunningNode started =
        RunningNode.of(
            Application.of(
                "app",
                Deployment.of("Front", Front.class)
                    .bind(middle.bind(leaf.maxOngoing(leaves).bind()))));
    node = started;
    return started;
  }

  private static Socket get(RunningNode node, String path) throws IOException {
    URI url = URI.create(node.penstock.url());
    Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort());
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  enum Leaving {
    CLOSED {
      @Override
      void leave(Socket socket) throws IOException {
        socket.close();
      }
    },
    RESET {
      @Override
      void leave(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    },
    HALF_CLOSED {
      @Override
      void leave(Socket socket) throws IOException {
        socket.shutdownOutput();
      }
    };

    abstract void leave(Socket socket) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({
    "CLOSED, EVENT_LOOP, 0, wait",
    "RESET, EVENT_LOOP, 0, wait",
    "HALF_CLOSED, EVENT_LOOP, 0, wait",
    "CLOSED, WORKER, 1, block",
    "CLOSED, WORKER, 4, block",
    "CLOSED, WORKER, 4, wait",
    "CLOSED, VIRTUAL, 0, block",
  })
  void clientThatLeavesCancelsTheWholeTree(
      Leaving leaving, Threading threading, int threads, String how) throws IOException {
    RunningNode running = start(threading, threads, 2);
    Socket client = get(running, "/" + how);
    CallContext call = Watched.begun();
    assertThat(call.cancelled()).isFalse();

    leaving.leave(client);

    assertThat(Watched.cancelled()).contains("eventloop");
    assertThat(call.cancelled()).isTrue();
    CallFailedException failure = Watched.next(Middle.FAILED);
    assertThat(failure.failure()).isEqualTo(Failure.CANCELLED);
    assertThat(failure.ran()).isTrue();
    client.close();
  }

  @Test
  void callThatStandsInTheQueueNeverStarts() throws IOException {
    RunningNode running = start(Threading.EVENT_LOOP, 0, 1);
    var first = running.send("GET", "/wait", "", "X-Request-Id", "first");
    assertThat(Watched.begun().requestId()).isEqualTo("first");
    assertThat(Watched.next(Middle.CALLED)).isEqualTo("first");
    Socket second = get(running, "/wait");
    Watched.next(Middle.CALLED);

    second.close();

    CallFailedException failure = Watched.next(Middle.FAILED);
    assertThat(failure.failure()).isEqualTo(Failure.CANCELLED);
    assertThat(failure.ran()).isFalse();
    assertThat(failure).hasMessageContaining("was waiting for a replica");
    Watched.end.complete("done");
    assertThat(RunningNode.await(first).body()).isEqualTo("done");
    assertThat(running.get("/end", "X-Request-Id", "third").body()).isEqualTo("end");
    assertThat(Watched.begun().requestId()).isEqualTo("third");
  }

  @Test
  void requestThatTimesOutCancelsWhatItCalls() {
    RunningNode running = start(Threading.EVENT_LOOP, 0, 1);

    assertThat(running.get("/wait", "X-Request-Timeout-Ms", "100").statusCode()).isEqualTo(504);

    assertThat(Watched.cancelled()).contains("eventloop");
    assertThat(Watched.begun().cancelled()).isTrue();
  }

  @Test
  void timeoutOfACallCancelsTheCallsBelowIt() {
    RunningNode running = start(Threading.EVENT_LOOP, 0, 1);
    Work middle =
        CallOptions.timeout(Duration.ofMillis(50)).on(running.handle("app", "Middle", Work.class));

    assertThat(RunningNode.failure(middle.run("wait")).failure()).isEqualTo(Failure.TIMED_OUT);

    assertThat(Watched.cancelled()).contains("eventloop");
  }

  @Test
  void callThatFailsCancelsItsOtherChildren() {
    RunningNode running = start(Threading.EVENT_LOOP, 0, 2);

    assertThat(running.get("/fail").statusCode()).isEqualTo(400);

    CallContext waiting = Watched.begun();
    assertThat(Watched.cancelled()).contains("eventloop");
    assertThat(waiting.cancelled()).isTrue();
  }

  @Test
  void callThatEndsNormallyLeavesItsChildrenAlone() throws IOException {
    RunningNode running = start(Threading.EVENT_LOOP, 0, 3);
    Socket client = get(running, "/forget");
    CallContext forgotten = Watched.begun();
    CallContext ended = Watched.begun();
    assertThat(client.getInputStream().read()).isEqualTo('H');
    client.close();

    Socket other = get(running, "/wait");
    CallContext cancelled = Watched.begun();
    other.close();
    assertThat(Watched.cancelled()).isNotNull();

    assertThat(cancelled.cancelled()).isTrue();
    assertThat(forgotten.cancelled()).isFalse();
    assertThat(ended.cancelled()).isFalse();
    assertThat(Watched.CANCELLED).isEmpty();
  }

  interface Waiter {
    String await();
  }

  static final class Blocking implements Waiter {
    @Override
    public String await() {
      return "ended with " + new Leaf().run("block").cause();
    }
  }

  @Test
  void interruptedCallerCancelsItsCall() throws InterruptedException {
    RunningNode running =
        RunningNode.of(
            Application.of(
                "app",
                Deployment.of("Blocking", Blocking.class).threading(Threading.WORKER).bind()));
    node = running;
    Waiter blocking = running.handle("app", "Blocking", Waiter.class);
    Thread caller =
        new Thread(
            () -> {
              try {
                blocking.await();
              } catch (CallFailedException e) {
                Middle.FAILED.add(e);
              }
            });
    caller.start();
    CallContext call = Watched.begun();

    caller.interrupt();

    assertThat(Watched.next(Middle.FAILED).failure()).isEqualTo(Failure.CANCELLED);
    assertThat(call.cancelled()).isTrue();
    assertThat(Watched.cancelled()).contains("eventloop");
    caller.join();
  }
}
