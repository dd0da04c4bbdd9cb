package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.HttpIngress;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What code sees of the call that it works for, wherever it runs. */
class CallContextTest {
  /** A thread that is not Penstock's and outlives the requests. */
  private static final ExecutorService FOREIGN =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "foreign"));

  private static RunningNode node;

  interface Place {
    Future<String> see();
  }

  /** What the current call is, in words. */
  private static String here() {
    CallContext call = CallContext.current();
    return call.requestId()
        + " "
        + call.header("x-tenant").orElse("-")
        + " "
        + call.modelId().orElse("-")
        + " "
        + (call.remaining().isPresent() ? "timed" : "untimed");
  }

  static final class Leaf implements Place {
    @Override
    public Future<String> see() {
      return Future.succeededFuture(here());
    }
  }

  interface Travels {
    Future<String> travel(String way);
  }

  static final class Traveller implements Travels {
    private final Place leaf;

    Traveller(Place leaf) {
      this.leaf = leaf;
    }

    @Override
    public Future<String> travel(String way) {
      CallContext call = CallContext.current();
      Vertx vertx = Vertx.currentContext().owner();
      Promise<String> seen = Promise.promise();
      switch (way) {
        case "timer" -> vertx.setTimer(1, fired -> seen.complete(here()));
        case "periodic" ->
            vertx.setPeriodic(
                1,
                call.<Long>wrapConsumer(
                        id -> {
                          vertx.cancelTimer(id);
                          seen.complete(here());
                        })
                    ::accept);
        case "blocking" -> vertx.executeBlocking(CallContextTest::here).onComplete(seen);
        case "wrap" -> FOREIGN.execute(call.wrap(() -> seen.complete(here())));
        case "wrapCallable" -> FOREIGN.submit(call.wrapCallable(() -> tell(seen)));
        case "wrapSupplier" ->
            CompletableFuture.supplyAsync(call.wrapSupplier(CallContextTest::here), FOREIGN)
                .thenAccept(seen::complete);
        case "wrapFunction" ->
            CompletableFuture.supplyAsync(() -> "", FOREIGN)
                .thenApplyAsync(call.wrapFunction(before -> before + here()), FOREIGN)
                .thenAccept(seen::complete);
        case "wrapConsumer" ->
            CompletableFuture.supplyAsync(() -> "", FOREIGN)
                .thenAcceptAsync(call.wrapConsumer(before -> seen.complete(here())), FOREIGN);
        case "stages" ->
            CompletableFuture.supplyAsync(() -> "", call.wrapExecutor(FOREIGN))
                .thenApplyAsync(before -> before + here(), call.wrapExecutor(FOREIGN))
                .thenAccept(seen::complete);
        case "handle" -> leaf.see().onComplete(seen);
        case "callback" -> leaf.see().onSuccess(told -> seen.complete(here()));
        case "foreignHandle" -> FOREIGN.execute(call.wrap(() -> leaf.see().onComplete(seen)));
        case "foreignCallback" ->
            FOREIGN.execute(call.wrap(() -> leaf.see().onSuccess(told -> seen.complete(here()))));
        case "withOptions" ->
            CallOptions.none()
                .modelId("other")
                .header("X-Tenant", "new")
                .on(leaf)
                .see()
                .onComplete(seen);
        case "here" -> seen.complete(here());
        default -> throw new IllegalArgumentException(way);
      }
      return seen.future();
    }

    private static boolean tell(Promise<String> seen) {
      return seen.tryComplete(here());
    }
  }

  static final class Front implements HttpIngress {
    private final Travels onLoop;
    private final Travels onWorker;

    Front(Travels onLoop, Travels onWorker) {
      this.onLoop = onLoop;
      this.onWorker = onWorker;
    }

    @Override
    public void routes(Router router) {
      router.get("/loop/:way").respond(ctx -> onLoop.travel(ctx.pathParam("way")));
      router.get("/worker/:way").respond(ctx -> onWorker.travel(ctx.pathParam("way")));
      router
          .get("/wide")
          .respond(
              ctx -> Future.succeededFuture("" + CallContext.current().header("X-Tenant").get()));
    }
  }

  @BeforeAll
  static void start() {
    var leaf = Deployment.of("Leaf", Leaf.class).bind();
    var root =
        Deployment.of("Front", Front.class)
            .bind(
                Deployment.of("OnLoop", Traveller.class).bind(leaf),
                Deployment.of("OnWorker", Traveller.class).threading(Threading.WORKER).bind(leaf));
    node = RunningNode.of(Application.of("app", root).propagate("X-Tenant"));
  }

  @AfterAll
  static void stop() {
    node.close();
    FOREIGN.shutdown();
  }

  private static String get(String path) {
    return node.get(path, "X-Request-Id", "r-1", "X-Tenant", "red", "X-Model-Id", "m-1").body();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timer",
        "periodic",
        "blocking",
        "wrap",
        "wrapCallable",
        "wrapSupplier",
        "wrapFunction",
        "wrapConsumer",
        "stages",
        "handle",
        "callback",
        "foreignHandle",
        "foreignCallback"
      })
  void callFollowsItsCode(String way) {
    for (String place : new String[] {"loop", "worker"}) {
      assertThat(get("/" + place + "/" + way)).as(place).isEqualTo("r-1 red m-1 timed");
      // The next request on the same threads is another one.
      String next = node.get("/" + place + "/" + way, "X-Request-Id", "r-2").body();
      assertThat(next).as("after " + place).isEqualTo("r-2 - - timed");
    }
    assertThat(CompletableFuture.supplyAsync(CallContextTest::here, FOREIGN))
        .succeedsWithin(Duration.ofSeconds(20))
        .isEqualTo(" - - untimed");
  }

  @Test
  void optionsOfACallGoBeforeWhatItInherits() {
    assertThat(get("/loop/withOptions")).isEqualTo("r-1 new other timed");
    assertThat(get("/loop/here")).isEqualTo("r-1 red m-1 timed");
  }

  @Test
  void firstOfSeveralValuesIsPropagated() {
    assertThat(node.get("/wide", "X-Tenant", "first", "X-Tenant", "second").body())
        .isEqualTo("first");
  }

  @ParameterizedTest
  @CsvSource({"256, 200", "257, 400"})
  void idOfAModelIsBounded(int length, int status) {
    assertThat(node.get("/loop/here", "X-Model-Id", "m".repeat(length)).statusCode())
        .isEqualTo(status);
  }
}
