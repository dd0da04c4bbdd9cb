package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Batcher;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.HttpIngress;
import dev.penstock.metrics.Meter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape says of what was called. */
class MetricsTest {
  interface Model {
    Future<String> infer(String text);
  }

  /** Fails, answers, alone or in a batch, or holds a call until the test lets it go. */
  static final class Moody implements Model {
    static final Queue<Promise<String>> HELD = new ConcurrentLinkedQueue<>();
    private final Batcher<String, String> batcher =
        Batcher.<String, String>of(Future::succeededFuture).build();

    @Override
    public Future<String> infer(String text) {
      return switch (text) {
        case "fail" -> Future.failedFuture("as told");
        case "hold" -> {
          Promise<String> held = Promise.promise();
          HELD.add(held);
          yield held.future();
        }
        case "batch" -> batcher.submit(text);
        default -> Future.succeededFuture(text);
      };
    }
  }

  static final class Gateway implements HttpIngress {
    static volatile CountDownLatch blocked = new CountDownLatch(0);
    static volatile CountDownLatch entered = new CountDownLatch(0);
    private final Model model;

    Gateway(Model model) {
      this.model = model;
    }

    @Override
    public void routes(Router router) {
      router.get("/block").handler(ctx -> block());
      router
          .get("/throw")
          .handler(
              ctx -> {
                throw new IllegalStateException("no route");
              });
      router.get("/:text").respond(ctx -> model.infer(ctx.pathParam("text")));
    }

    private static void block() {
      entered.countDown();
      await(blocked);
      throw new IllegalStateException("blocked for long");
    }
  }

  private static final String MODEL = "deployment=\"app/Model\"";
  private static final String EDGE = MODEL + ",edge=\"app/Gateway.model\"";
  private static final String OUTSIDE = MODEL + ",edge=\"app/outside.handle\"";

  @BeforeEach
  void forget() {
    Moody.HELD.clear();
  }

  private static Application app() {
    return Application.of(
        "app",
        Deployment.of("Gateway", Gateway.class)
            .bind(Deployment.of("Model", Moody.class).maxOngoing(1).maxQueued(2).bind()));
  }

  private static void letAllThrough() {
    for (Promise<String> held = Moody.HELD.poll(); held != null; held = Moody.HELD.poll()) {
      held.tryComplete("late");
    }
  }

  @Test
  void countsCallsAndFailuresByEdgeAndRequestsByRoute() {
    try (RunningNode node = RunningNode.of(app())) {
      for (int i = 0; i < 3; i++) {
        node.get("/fine");
      }
      node.get("/fail");
      node.get("/throw");
      node.get("/-/nothing");
      Scraped scraped = Scraped.of(node);

      assertThat(scraped.value("penstock_calls_total", EDGE)).isEqualTo(4);
      assertThat(scraped.value("penstock_call_failures_total", EDGE + ",kind=\"USER_ERROR\""))
          .isOne();
      assertThat(scraped.value("penstock_call_seconds_count", EDGE)).isEqualTo(4);
      assertThat(scraped.value("penstock_service_seconds_count", MODEL)).isEqualTo(4);
      assertThat(scraped.value("penstock_call_waited_seconds_count", EDGE)).isZero();
      String requests = "penstock_http_requests_total";
      assertThat(scraped.value(requests, "method=\"GET\",route=\"/\",status=\"200\"")).isEqualTo(3);
      assertThat(scraped.value(requests, "method=\"GET\",route=\"/\",status=\"500\"")).isEqualTo(2);
      assertThat(scraped.value(requests, "method=\"GET\",route=\"own\",status=\"404\"")).isOne();
      assertThat(scraped.value("penstock_http_request_seconds_count", "route=\"/\"")).isEqualTo(5);
      assertThat(scraped.value("penstock_ready", "")).isOne();
      assertThat(scraped.value("penstock_replicas", MODEL + ",state=\"serving\"")).isOne();
      assertThat(scraped.value("penstock_http_open_connections", "")).isPositive();
    }
  }

  @Test
  void everyMeterOfAScrapeIsInTheListAndEachOfPenstockIsScraped(@TempDir Path log) {
    Application durable = app().async(Map.of("directory", log.toString()));
    try (RunningNode node = RunningNode.of(durable)) {
      node.get("/fail");
      node.get("/batch");
      System.gc(); // so that there is a pause to tell of
      Scraped scraped = Scraped.of(node);
      List<String> listed = Arrays.stream(Meter.values()).map(Meter::scrapedName).toList();

      assertThat(listed).containsAll(scraped.families());
      assertThat(scraped.families())
          .containsAll(listed.stream().filter(name -> name.startsWith("penstock_")).toList());
    }
  }

  @Test
  void answersDuringOverload() {
    try (RunningNode node = RunningNode.of(app())) {
      Model model = node.handle("app", "Model", Model.class);
      Future<String> running = model.infer("hold");
      Future<String> first = model.infer("first");
      Future<String> second = model.infer("second");
      assertThat(failure(model.infer("third")).failure()).isEqualTo(Failure.QUEUE_FULL);

      Scraped busy = Scraped.of(node);
      assertThat(busy.value("penstock_calls_waiting", OUTSIDE)).isEqualTo(2);
      assertThat(busy.value("penstock_calls_ongoing", MODEL)).isOne();
      assertThat(busy.value("penstock_slots", MODEL)).isOne();
      assertThat(busy.value("penstock_call_failures_total", OUTSIDE + ",kind=\"QUEUE_FULL\""))
          .isOne();

      letAllThrough();
      await(running);
      await(first);
      await(second);
      Scraped calm = Scraped.of(node);
      assertThat(calm.value("penstock_calls_waiting", OUTSIDE)).isZero();
      assertThat(calm.value("penstock_call_waited_seconds_count", OUTSIDE)).isEqualTo(2);
      assertThat(calm.value("penstock_calls_total", OUTSIDE)).isEqualTo(4);
    }
  }

  @Test
  void answersWhileAllEventLoopsAreBlockedAndShowsTheirDelay() {
    Gateway.blocked = new CountDownLatch(1);
    Gateway.entered = new CountDownLatch(1);
    JsonObject oneLoop = new JsonObject().put("http", new JsonObject().put("eventLoops", 1));
    try (RunningNode node = RunningNode.with(oneLoop, app())) {
      CompletableFuture<?> blocking = node.send("GET", "/block", "");
      await(Gateway.entered);

      assertThat(Scraped.of(node).value("penstock_http_open_requests", "")).isOne();
      Scraped.until(
          node,
          each ->
              Scraped.status(node).getJsonArray("eventLoops").getJsonObject(0).getDouble("delayMax")
                  > 200);
      Gateway.blocked.countDown();
      await(blocking);
    } finally {
      Gateway.blocked.countDown();
    }
  }

  @Test
  void countsWhatWasGivenUpWaitingAndWhatWasAbandoned() {
    JsonObject soon = new JsonObject().put("abandonAfter", "50ms");
    try (RunningNode node = RunningNode.with(soon, app())) {
      Model hurried =
          CallOptions.timeout(Duration.ofMillis(100)).on(node.handle("app", "Model", Model.class));
      Future<String> running = hurried.infer("hold");
      Future<String> waiting = hurried.infer("waits");

      assertThat(failure(running).failure()).isEqualTo(Failure.TIMED_OUT);
      assertThat(failure(waiting).failure()).isEqualTo(Failure.TIMED_OUT);
      // The slot is free a moment after the call is counted.
      Scraped scraped =
          Scraped.until(
              node,
              each ->
                  each.value("penstock_calls_abandoned_total", MODEL) == 1
                      && each.value("penstock_calls_ongoing", MODEL) == 0);
      assertThat(scraped.value("penstock_call_failures_total", OUTSIDE + ",kind=\"TIMED_OUT\""))
          .isEqualTo(2);
      assertThat(scraped.value("penstock_call_waited_seconds_count", OUTSIDE)).isOne();
      letAllThrough();
    }
  }

  @Test
  void answersUntilEverythingElseIsDownWhileItDrains() {
    RunningNode node = RunningNode.of(app());
    CompletableFuture<?> held = node.send("GET", "/hold", "");
    Scraped.until(node, each -> each.value("penstock_calls_ongoing", MODEL) == 1);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(node::close);

    Scraped draining = Scraped.until(node, each -> each.value("penstock_ready", "") == 0);
    assertThat(draining.value("penstock_calls_ongoing", MODEL)).isOne();
    assertThat(Scraped.status(node).getBoolean("draining")).isTrue();
    assertThat(closing).isNotDone();

    letAllThrough();
    await(held);
    await(closing);
    assertThat(RunningNode.refuses(node.penstock.adminUrl().orElseThrow())).isTrue();
  }
}
