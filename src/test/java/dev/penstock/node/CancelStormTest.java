package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.message.Leases;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand calls that are cancelled in flight leave nothing behind: waiting ones, running ones,
 * and those that hold a thread; because their clients leave, their deadline passes, or the call
 * above fails. {@code scripts/torture cancel 20} is a long turn.
 */
class CancelStormTest {
  private static final int REQUESTS = 400;
  private static final int CALLS_EACH = 50;

  /** About a third of the requests leave or end before they have made their calls. */
  private static final int CALLS = 10_000;

  private static final JsonObject SETTINGS =
      new JsonObject()
          .put("abandonAfter", "1h") // a slot that was lost stays lost
          .put("admin", new JsonObject().put("enabled", true).put("port", 0))
          .put("store", new JsonObject().put("threshold", "1KiB"));

  /** Calls, their scopes, instances and claims; timers. */
  private static final Pattern TRACES =
      Pattern.compile(
          "dev\\.penstock\\.(handle\\..*Call|message\\.(CallScope|ScopeLeases|Claim|CancelListener"
              + "|ContentTensor|Held.*|Lease)|replica\\.(InterruptibleRun|Invoker\\$End))"
              + "|io\\.vertx\\.core\\.impl\\.VertxImpl\\$InternalTimerHandler");

  private final int rounds = Integer.getInteger("penstock.torture.rounds", 1);
  private final long seed = Long.getLong("penstock.torture.seed", System.nanoTime());

  @Test
  void tenThousandCallsCancelledInFlightLeaveNothing() throws IOException {
    Random random = new Random(seed);
    int steps = Runtime.version().feature() >= 21 ? 4 : 3;
    try (var node = RunningNode.with(SETTINGS, StormModels.application())) {
      quiet(node, steps);
      Map<String, Long> before = traces();
      for (int round = 0; round < rounds; round++) {
        StormModels.reset();
        storm(node, random);

        await(() -> StormModels.ANSWERED.get() == StormModels.MADE.get(), "calls that were made");
        await(() -> StormModels.ENDED.get() == StormModels.BEGUN.get(), "methods that began");
        System.out.println(
            StormModels.MADE + " calls, " + StormModels.BEGUN + " begun (seed " + seed + ")");
        assertThat(StormModels.MADE.get()).isGreaterThanOrEqualTo(CALLS);
        assertThat(StormModels.STRANGE_INTERRUPTS).as("seed %d", seed).hasValue(0);
        quiet(node, steps);
        Scraped.until(node, CancelStormTest::isIdle);
        await(() -> Leases.openByDeployment().isEmpty(), "instances");
        awaitNoMoreThan(before);
      }
    }
  }

  /** One call through each of the deployments is answered. */
  private static void quiet(RunningNode node, int steps) {
    for (int which = 0; which < steps; which++) {
      assertThat(
              node.post("/quiet", String.valueOf(which), "Content-Type", "application/json").body())
          .isEqualTo("bytes: 2048");
    }
  }

  private static void storm(RunningNode node, Random random) throws IOException {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      clients.add(burst(node, random));
      if (random.nextInt(3) == 0) {
        clients.remove(random.nextInt(clients.size())).close();
      }
    }
    await(() -> StormModels.MADE.get() >= CALLS, "calls");
    for (Socket client : clients) {
      client.close();
    }
  }

  /** Sends a request and does not wait; it may fail by itself, or have little time. */
  private static Socket burst(RunningNode node, Random random) throws IOException {
    boolean fail = random.nextInt(5) == 0;
    String body = "[" + CALLS_EACH + "," + random.nextInt() + "," + fail + "]";
    String time =
        random.nextInt(3) == 0 ? "X-Request-Timeout-Ms: " + (1 + random.nextInt(500)) + "\r\n" : "";
    URI url = URI.create(node.penstock.url());
    Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort());
    String head = "POST /burst HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n" + time;
    String request = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static boolean isIdle(Scraped scraped) {
    return scraped.values().entrySet().stream()
        .filter(
            each ->
                each.getKey().startsWith("penstock_calls_waiting")
                    || each.getKey().startsWith("penstock_calls_ongoing")
                    || each.getKey().startsWith("penstock_store_objects{")
                    || each.getKey().equals("penstock_store_objects")
                    || each.getKey().equals("penstock_http_open_requests")
                    || each.getKey().startsWith("penstock_store_leases"))
        .allMatch(each -> each.getValue() == 0);
  }

  private static Map<String, Long> traces() {
    return LiveObjects.count(name -> TRACES.matcher(name).matches());
  }

  /** What is reachable goes back to what it was, or below. */
  private static void awaitNoMoreThan(Map<String, Long> before) {
    Map<String, Long> now = traces();
    for (int tries = 0; tries < 40 && isMore(now, before); tries++) {
      now = traces();
    }
    Map<String, Long> left = now;
    assertThat(isMore(left, before)).as("left %s, before %s", left, before).isFalse();
  }

  private static boolean isMore(Map<String, Long> now, Map<String, Long> before) {
    return now.entrySet().stream()
        .anyMatch(each -> each.getValue() > before.getOrDefault(each.getKey(), 0L));
  }

  private static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "not all "
                + what
                + ": "
                + StormModels.MADE
                + " calls made, "
                + StormModels.ANSWERED
                + " answered, "
                + StormModels.BEGUN
                + " begun, "
                + StormModels.ENDED
                + " ended");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
