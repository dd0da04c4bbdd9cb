package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.CallContext;
import dev.penstock.Failure;
import dev.penstock.Threading;
import dev.penstock.node.DeepTree.Level;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a tree of calls, three deep below an HTTP request, when nobody waits for it any
 * more; on all kinds of threads.
 */
class DeepCancellationTest {
  private static final List<Level> LEVELS = List.of(DeepTree.TOP, DeepTree.MIDDLE, DeepTree.LEAF);
  private @Nullable RunningNode node;

  record Threads(Threading kind, int count) {
    @Override
    public String toString() {
      return count == 0 ? kind.key() : kind.key() + " " + count;
    }
  }

  static Stream<Threads> threads() {
    return Stream.of(
        new Threads(Threading.EVENT_LOOP, 0),
        new Threads(Threading.WORKER, 1),
        new Threads(Threading.WORKER, 4),
        new Threads(Threading.VIRTUAL, 0));
  }

  static Stream<Threads> threadsThatMayBlock() {
    return threads().filter(threads -> threads.kind != Threading.EVENT_LOOP);
  }

  @BeforeEach
  void reset() {
    DeepTree.reset();
  }

  @AfterEach
  void stop() {
    DeepTree.release();
    if (node != null) {
      node.close();
    }
  }

  private RunningNode start(Threads threads, int slots, String abandonAfter) {
    assumeTrue(threads.kind != Threading.VIRTUAL || Runtime.version().feature() >= 21);
    RunningNode started =
        RunningNode.with(
            new JsonObject().put("abandonAfter", abandonAfter),
            DeepTree.on(threads.kind, threads.count, slots));
    node = started;
    return started;
  }

  private static CompletableFuture<HttpResponse<String>> send(
      RunningNode node, String how, String id, int millis) {
    return node.send(
        "POST", "/", how, "X-Request-Id", id, "X-Request-Timeout-Ms", String.valueOf(millis));
  }

  /** The next call of each level has begun. */
  private static List<CallContext> begun() {
    return LEVELS.stream().map(level -> Watched.next(level.begun)).toList();
  }

  /** Those calls, one of each level, see that they are cancelled, and were told once. */
  private static void assertCancelled(List<CallContext> calls) {
    for (int i = 0; i < calls.size(); i++) {
      assertThat(Watched.next(LEVELS.get(i).cancelled)).as("level %d", i).isSameAs(calls.get(i));
      assertThat(calls.get(i).cancelled()).as("level %d", i).isTrue();
      assertThat(LEVELS.get(i).cancelled).as("level %d", i).isEmpty();
    }
  }

  /**
   * Those calls, one of each level, were over at their deadline: the last one is cancelled; those
   * above are as well, unless they ended before with the failure of the call below.
   */
  private static void assertOver(List<CallContext> calls) {
    assertThat(Watched.next(DeepTree.LEAF.cancelled)).isSameAs(calls.get(2));
    assertThat(calls.get(2).cancelled()).isTrue();
    assertThat(DeepTree.LEAF.cancelled).isEmpty();
    assertFailedAbove();
    assertThat(calls).allMatch(call -> call.remaining().orElseThrow().isZero());
  }

  private static void assertFailedAbove() {
    for (Level above : List.of(DeepTree.TOP, DeepTree.MIDDLE)) {
      assertThat(Watched.next(above.failed).failure()).isIn(Failure.TIMED_OUT, Failure.CANCELLED);
    }
  }

  @ParameterizedTest
  @MethodSource("threads")
  void deadlineThatPassesWhileTheMethodsRunIsSeenByAllOfThem(Threads threads) {
    RunningNode running = start(threads, 4, "1h");
    CompletableFuture<HttpResponse<String>> request = send(running, "wait", "late", 300);
    List<CallContext> calls = begun();
    assertThat(calls).allMatch(call -> call.remaining().orElseThrow().toMillis() <= 300);

    assertThat(RunningNode.await(request).statusCode()).isEqualTo(504);

    assertOver(calls);
  }

  @ParameterizedTest
  @MethodSource("threadsThatMayBlock")
  void deadlineThatPassesWhileAMethodHoldsItsThreadIsSeenByAllOfThem(Threads threads) {
    RunningNode running = start(threads, 4, "1h");
    CompletableFuture<HttpResponse<String>> request = send(running, "block", "late", 300);
    List<CallContext> calls = begun();

    assertThat(RunningNode.await(request).statusCode()).isEqualTo(504);

    assertOver(calls);
    DeepTree.gate.countDown();
    assertThat(running.post("/", "end").body()).isEqualTo("the end");
  }

  @ParameterizedTest
  @MethodSource("threads")
  void callWhoseDeadlinePassesInTheQueueNeverStarts(Threads threads) {
    RunningNode running = start(threads, 1, "1h");
    CompletableFuture<HttpResponse<String>> first = send(running, "wait", "first", 20_000);
    assertThat(begun()).extracting(CallContext::requestId).containsOnly("first");

    HttpResponse<String> second = RunningNode.await(send(running, "wait", "second", 200));

    assertThat(second.statusCode()).as(second.body()).isEqualTo(504);
    assertFailedAbove();
    DeepTree.end.complete("done");
    assertThat(RunningNode.await(first).body()).isEqualTo("done");
    RunningNode.await(send(running, "end", "third", 20_000));
    assertThat(Watched.next(DeepTree.LEAF.begun).requestId()).isEqualTo("third");
    assertThat(DeepTree.LEAF.cancelled).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void shorterDeadlineOfANestedCallEndsThatCallAlone(Threads threads) {
    RunningNode running = start(threads, 1, "1h");

    HttpResponse<String> answer = RunningNode.await(send(running, "hurry", "first", 20_000));

    assertThat(answer.body()).isEqualTo("leaf TIMED_OUT");
    CallContext leaf = Watched.next(DeepTree.LEAF.cancelled);
    assertThat(leaf.cancelled()).isTrue();
    assertThat(List.of(Watched.next(DeepTree.TOP.begun), Watched.next(DeepTree.MIDDLE.begun)))
        .noneMatch(CallContext::cancelled);
  }

  @ParameterizedTest
  @MethodSource("threads")
  void clientThatLeavesCancelsEveryLevel(Threads threads) throws IOException {
    RunningNode running = start(threads, 4, "1h");
    URI url = URI.create(running.penstock.url());
    List<CallContext> calls;
    try (Socket client = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
      client
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nwait"
                  .getBytes(StandardCharsets.US_ASCII));
      calls = begun();
      assertThat(calls).noneMatch(CallContext::cancelled);
    }

    assertCancelled(calls);
  }

  @ParameterizedTest
  @MethodSource("threads")
  void failureOfTheCallAboveCancelsTheLevelsBelowAndNotThoseThatHaveEnded(Threads threads) {
    RunningNode running = start(threads, 4, "1h");

    assertThat(running.post("/", "fail").statusCode()).isEqualTo(400);

    // The call to the middle that goes on, and the one below it; the others have their answers.
    CallContext middle = Watched.next(DeepTree.MIDDLE.cancelled);
    CallContext leaf = Watched.next(DeepTree.LEAF.cancelled);
    assertThat(List.of(middle, leaf)).allMatch(CallContext::cancelled);
    assertThat(Stream.of(DeepTree.MIDDLE.begun, DeepTree.LEAF.begun).flatMap(all -> all.stream()))
        .hasSize(4)
        .filteredOn(CallContext::cancelled)
        .containsExactlyInAnyOrder(middle, leaf);
  }

  /** No level answers any more, and each has given its slot back. */
  @ParameterizedTest
  @MethodSource("threads")
  void everyLevelServesOnWhenCallsThatRunOnAreAbandoned(Threads threads) {
    RunningNode running = start(threads, 1, "100ms");
    for (int i = 0; i < 3; i++) {
      CompletableFuture<HttpResponse<String>> request = send(running, "wait", "late" + i, 300);
      assertThat(RunningNode.await(request).statusCode()).isEqualTo(504);
    }

    assertThat(running.post("/", "end").body()).isEqualTo("the end");
  }
}
