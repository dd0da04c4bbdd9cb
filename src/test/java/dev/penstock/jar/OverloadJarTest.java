package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three times as many requests as a model can serve are answered, refused or given up, each in a
 * way that clients understand. {@code benchmarks/run overload} measures how well.
 */
@Tag("jar")
class OverloadJarTest {
  private static final int REQUESTS = 900;
  private static final String MODEL =
      """
      { "http": { "port": 0 },
        "admin": { "port": 0 },
        "applications": [{ "name": "app", "root": "Root", "classpath": ["classes"],
          "deployments": { "Root": { "class": "acme.Busy", "threading": "worker", "replicas": 2,
            "maxOngoing": 1, "maxQueued": 20 } } }] }
      """;

  @TempDir private Path folder;

  @Test
  void everyRequestIsAnsweredRefusedOrLateAndNoneIsForgotten() throws Exception {
    UserProject.in(folder);
    Path model = Files.writeString(folder.resolve("model.json"), MODEL);
    try (var penstock = PenstockProcess.java("run", model.toString())) {
      assertThat(penstock.url()).startsWith("http://");
      Map<Integer, Integer> counts = new TreeMap<>();
      for (CompletableFuture<HttpResponse<String>> each : overload(penstock)) {
        HttpResponse<String> answer = each.get(60, TimeUnit.SECONDS);
        counts.merge(answer.statusCode(), 1, Integer::sum);
        check(answer);
      }

      assertThat(counts).containsOnlyKeys(200, 503, 504);
      assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(REQUESTS);
      HttpResponse<String> next = penstock.send(act(penstock, "next"));
      assertThat(next.body()).isEqualTo("done: next");
      String metrics = idle(penstock);
      // What was refused never ran; of the late ones, those that had begun did.
      assertThat(value(metrics, "penstock_service_seconds_count"))
          .isBetween(counts.get(200) + 1.0, counts.get(200) + counts.get(504) + 1.0);
    }
  }

  /**
   * Sends at even distances, whatever the server does. Every fifth request has less time than the
   * queue takes.
   */
  private static List<CompletableFuture<HttpResponse<String>>> overload(PenstockProcess penstock)
      throws InterruptedException {
    BlockingQueue<CompletableFuture<HttpResponse<String>>> sent = new LinkedBlockingQueue<>();
    AtomicInteger number = new AtomicInteger();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      clock.scheduleAtFixedRate(
          () -> {
            if (number.get() == REQUESTS) {
              return;
            }
            HttpRequest.Builder request = act(penstock, "it");
            if (number.getAndIncrement() % 5 == 0) {
              request.header("X-Request-Timeout-Ms", "60");
            }
            sent.add(penstock.start(request));
          },
          0,
          10_000 / 3,
          TimeUnit.MICROSECONDS);
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      while (all.size() < REQUESTS) {
        all.add(sent.take());
      }
      return all;
    } finally {
      clock.shutdownNow();
    }
  }

  /** Waits until no call waits or runs; what the meters say then. */
  private static String idle(PenstockProcess penstock) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    String metrics;
    do {
      metrics = penstock.get(penstock.adminUrl() + "/metrics").body();
      if (value(metrics, "penstock_calls_waiting") + value(metrics, "penstock_calls_ongoing")
          == 0) {
        return metrics;
      }
    } while (System.nanoTime() < end);
    throw new AssertionError("calls still wait or run: " + metrics);
  }

  private static void check(HttpResponse<String> answer) {
    switch (answer.statusCode()) {
      case 200 -> assertThat(answer.body()).isEqualTo("done: it");
      case 503 -> {
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("maxQueued=20");
      }
      default -> assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
    }
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static HttpRequest.Builder act(PenstockProcess penstock, String how) {
    return penstock
        .request("/")
        .header("Content-Type", "text/plain")
        .POST(BodyPublishers.ofString(how));
  }
}
