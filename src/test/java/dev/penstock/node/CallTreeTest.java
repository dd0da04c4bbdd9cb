package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static dev.penstock.node.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.HttpIngress;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What nested calls inherit from the request: its id and its deadline. */
class CallTreeTest {
  private @Nullable RunningNode started;

  /** What code sees at one place of the call tree. */
  record Seen(String requestId, String replica, String thread, long remainingMillis) {
    static Seen here() {
      CallContext call = CallContext.current();
      return new Seen(
          call.requestId(),
          call.replica().map(Object::toString).orElse("none"),
          Thread.currentThread().getName(),
          call.remaining().map(Duration::toMillis).orElse(-1L));
    }
  }

  interface Tracer {
    Future<List<Seen>> trace();
  }

  static final class Leaf implements Tracer {
    @Override
    public Future<List<Seen>> trace() {
      return Future.succeededFuture(List.of(Seen.here()));
    }
  }

  static final class Middle implements Tracer {
    private final Tracer leaf;

    Middle(Tracer leaf) {
      this.leaf = leaf;
    }

    @Override
    public Future<List<Seen>> trace() {
      List<Seen> all = new ArrayList<>(List.of(Seen.here()));
      return leaf.trace()
          .map(
              seen -> {
                all.addAll(seen);
                all.add(Seen.here());
                return all;
              });
    }
  }

  /** A callee that never answers, unless the test lets it. */
  interface Slow {
    Future<String> wait(String name);
  }

  static final class Stuck implements Slow {
    static final AtomicInteger RAN = new AtomicInteger();
    static volatile Promise<String> answer = Promise.promise();

    @Override
    public Future<String> wait(String name) {
      RAN.incrementAndGet();
      return name.equals("quick") ? Future.succeededFuture(name) : answer.future();
    }
  }

  static final class Front implements HttpIngress {
    private final Tracer tracer;
    private final Slow slow;

    Front(Tracer tracer, Slow slow) {
      this.tracer = tracer;
      this.slow = slow;
    }

    @Override
    public void routes(Router router) {
      router
          .get("/ids")
          .respond(
              ctx ->
                  tracer
                      .trace()
                      .map(
                          seen -> {
                            List<Seen> all = new ArrayList<>(seen);
                            all.add(Seen.here());
                            JsonArray json = new JsonArray();
                            all.forEach(s -> json.add(JsonObject.mapFrom(s)));
                            return json;
                          }));
      router.get("/wait/:name").respond(ctx -> slow.wait(ctx.pathParam("name")));
    }
  }

  @AfterEach
  void stop() {
    Stuck.answer.tryComplete("the end");
    if (started != null) {
      started.close();
    }
  }

  private RunningNode start(Threading threading) {
    Stuck.RAN.set(0);
    Stuck.answer = Promise.promise();
    Deployment<Middle> middle = Deployment.of("Middle", Middle.class).threading(threading);
    var root =
        Deployment.of("Front", Front.class)
            .bind(
                middle.bind(Deployment.of("Leaf", Leaf.class).bind()),
                Deployment.of("Stuck", Stuck.class).maxOngoing(1).bind());
    RunningNode node =
        RunningNode.of(Application.of("app", root).requestTimeout(Duration.ofSeconds(10)));
    started = node;
    return node;
  }

  private static List<Seen> seen(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonArray(response.body())
        .stream().map(each -> ((JsonObject) each).mapTo(Seen.class)).toList();
  }

  @ParameterizedTest
  @EnumSource(Threading.class)
  void requestIdIsTheSameInTheWholeTreeAndInCallbacks(Threading threading) {
    assumeTrue(threading != Threading.VIRTUAL || Runtime.version().feature() >= 21);
    RunningNode node = start(threading);

    List<Seen> seen = seen(node.get("/ids", "X-Request-Id", "abc-1"));

    assertThat(seen).extracting(Seen::requestId).containsOnly("abc-1").hasSize(4);
    assertThat(seen)
        .extracting(Seen::replica)
        .containsExactly("app/Middle#0", "app/Leaf#0", "app/Middle#0", "none");
    if (threading != Threading.VIRTUAL) {
      assertThat(seen.get(2).thread()).isEqualTo(seen.get(0).thread());
    }
  }

  @Test
  void deadlineOfTheHeaderReachesNestedCallsAndRunsDown() {
    RunningNode node = start(Threading.EVENT_LOOP);

    List<Seen> seen = seen(node.get("/ids", "X-Request-Timeout-Ms", "5000"));

    assertThat(seen).extracting(Seen::remainingMillis).allMatch(left -> left > 0 && left <= 5000);
    assertThat(seen.get(1).remainingMillis()).isLessThanOrEqualTo(seen.get(0).remainingMillis());
    assertThat(seen.get(2).remainingMillis()).isLessThanOrEqualTo(seen.get(1).remainingMillis());
  }

  @Test
  void headerCanOnlyShortenTheDeadline() {
    RunningNode node = start(Threading.EVENT_LOOP);

    assertThat(seen(node.get("/ids", "X-Request-Timeout-Ms", "600000")))
        .extracting(Seen::remainingMillis)
        .allMatch(left -> left > 5000 && left <= 10_000);
  }

  @Test
  void headerThatIsNoNumberIsTheClientsMistake() {
    RunningNode node = start(Threading.EVENT_LOOP);
    HttpResponse<String> response = node.get("/ids", "X-Request-Timeout-Ms", "abc");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(problem(response).getString("detail")).contains("X-Request-Timeout-Ms", "abc");
    assertThat(node.get("/ids").statusCode()).isEqualTo(200);
  }

  @Test
  void methodThatNeverCompletesIsAnsweredAndTheNextRequestWorks() {
    RunningNode node = start(Threading.EVENT_LOOP);
    HttpResponse<String> late = node.get("/wait/long", "X-Request-Timeout-Ms", "100");

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(problem(late).getString("detail")).contains("app/Stuck.wait", "deadline");
    Stuck.answer.complete("at last");
    assertThat(node.get("/wait/quick").body()).isEqualTo("quick");
  }

  @Test
  void callThatWaitsPastItsDeadlineNeverRuns() {
    RunningNode node = start(Threading.EVENT_LOOP);
    var running = node.send("GET", "/wait/long", "");
    Slow outside = node.handle("app", "Stuck", Slow.class);
    while (Stuck.RAN.get() == 0) {
      Thread.onSpinWait();
    }

    HttpResponse<String> waited = node.get("/wait/never", "X-Request-Timeout-Ms", "100");
    var failed =
        failure(CallOptions.timeout(Duration.ofMillis(50)).on(outside).wait("never either"));

    assertThat(waited.statusCode()).isEqualTo(504);
    assertThat(problem(waited).getString("detail")).contains("was waiting for a replica");
    assertThat(failed.failure()).isEqualTo(Failure.TIMED_OUT);
    assertThat(failed.ran()).isFalse();
    Stuck.answer.complete("at last");
    assertThat(await(running).body()).isEqualTo("at last");
    assertThat(node.get("/wait/quick").body()).isEqualTo("quick");
    assertThat(Stuck.RAN).hasValue(2);
  }

  @Test
  void timeoutOfACallEndsOnlyThatCall() {
    RunningNode node = start(Threading.EVENT_LOOP);
    Slow slow = node.handle("app", "Stuck", Slow.class);

    var failed = failure(CallOptions.timeout(Duration.ofMillis(50)).on(slow).wait("long"));

    assertThat(failed.failure()).isEqualTo(Failure.TIMED_OUT);
    assertThat(failed.ran()).isTrue();
    assertThat(failed.replica()).contains("app/Stuck#0");
    Stuck.answer.complete("too late for the caller");
    assertThat(await(slow.wait("quick"))).isEqualTo("quick");
  }

  @Test
  void callbackThatThrowsLeavesOtherCallsThatTimeOutAlone() {
    RunningNode node = start(Threading.EVENT_LOOP);
    Slow slow =
        CallOptions.timeout(Duration.ofMillis(50)).on(node.handle("app", "Stuck", Slow.class));
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Future<String> call = slow.wait("long");
      call.onFailure(
          failure -> {
            throw new IllegalStateException("a callback of the caller");
          });
      calls.add(call);
    }

    for (Future<String> call : calls) {
      assertThat(failure(call).failure()).isEqualTo(Failure.TIMED_OUT);
    }
  }

  @Test
  void outsideOfCallsThereIsAnEmptyContext() {
    RunningNode node = start(Threading.EVENT_LOOP);
    CompletableFuture<Seen> after = new CompletableFuture<>();

    assertThat(Seen.here()).isEqualTo(new Seen("", "none", Thread.currentThread().getName(), -1));
    node.handle("app", "Leaf", Tracer.class).trace().onSuccess(r -> after.complete(Seen.here()));
    assertThat(await(after).requestId()).isEmpty();
  }
}
