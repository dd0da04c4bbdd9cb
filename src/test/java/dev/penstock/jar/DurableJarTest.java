package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that are answered later, in processes that are killed. {@code scripts/torture durable
 * 30} is a long turn.
 */
@Tag("jar")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DurableJarTest {
  private static final int ONGOING = 4;

  @TempDir private Path folder;

  /** Posts requests one after the other until the process is gone. */
  private static final class Poster extends Thread {
    private final DurableProcess to;
    private final int round;
    private final Map<String, String> accepted;

    Poster(DurableProcess to, int round, Map<String, String> accepted) {
      this.to = to;
      this.round = round;
      this.accepted = accepted;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        for (int i = 0; ; i++) {
          String text = "request " + round + "-" + i;
          HttpResponse<String> answer = to.submit(text);
          if (answer.statusCode() == 202) {
            accepted.put(text, DurableProcess.location(answer));
          }
        }
      } catch (IOException | InterruptedException killed) {
        // Nobody knows whether the last one was accepted.
      }
    }
  }

  @Test
  void whatWasAcceptedIsDoneHoweverOftenTheProcessIsKilled() throws Exception {
    int rounds = Integer.getInteger("penstock.torture.rounds", 3);
    Random random = new Random(rounds);
    Map<String, String> accepted = new ConcurrentHashMap<>();
    Map<String, Long> done = new HashMap<>();
    try (var durable = new DurableProcess(folder, 20, "\"maxAttempts\": 100")) {
      for (int round = 0; round < rounds; round++) {
        int before = accepted.size();
        Poster poster = new Poster(durable, round, accepted);
        poster.start();
        int some = before + 20 + random.nextInt(200);
        Until.holds(some + " accepted requests", () -> accepted.size() >= some);
        Map<String, String> known = Map.copyOf(accepted);
        for (String text : new ArrayList<>(known.keySet()).subList(0, 10)) {
          if (durable.report(known.get(text)).containsKey("endedAt")) {
            done.put(text, durable.calls().get(text));
          }
        }
        durable.kill();
        poster.join();
        durable.restart();
      }
      long missing = 0;
      for (Map.Entry<String, String> each : accepted.entrySet()) {
        JsonObject told = durable.ended(each.getValue());
        assertThat(told.getString("state")).as(told.encode()).isEqualTo("succeeded");
        assertThat(told.getJsonObject("result").getString("body")).startsWith(each.getKey());
        missing += durable.calls().containsKey(each.getKey()) ? 0 : 1;
      }
      Map<String, Long> calls = durable.calls();
      long repeated = calls.values().stream().mapToLong(count -> count - 1).sum();
      System.out.printf(
          "%d kills: %d requests accepted, all done; %d of them ran again%n",
          rounds, accepted.size(), repeated);
      assertThat(missing).isZero();
      assertThat(repeated).isLessThanOrEqualTo((long) rounds * ONGOING);
      done.forEach((text, count) -> assertThat(calls.get(text)).as(text).isEqualTo(count));
    }
  }

  @Test
  void aRequestThatEndsItsProcessIsGivenUpAndOthersGoOn() throws Exception {
    try (var durable = new DurableProcess(folder, 1, "\"maxAttempts\": 2")) {
      durable.process().start(durable.asking("fatal", "Idempotency-Key", "f"));
      durable.process().exitCode();
      try (PenstockProcess second = durable.beside()) {
        second.exitCode(); // by the second attempt
      }
      durable.restart();

      String fatal = DurableProcess.location(durable.submit("fatal", "Idempotency-Key", "f"));
      JsonObject told = durable.ended(fatal);
      assertThat(told.getString("state")).isEqualTo("failed");
      assertThat(told.getJsonObject("problem").getString("detail"))
          .isEqualTo("the process ended while its last attempt, 2, ran");
      String good = DurableProcess.location(durable.submit("good"));
      assertThat(durable.ended(good).getString("state")).isEqualTo("succeeded");
    }
  }

  @Test
  void aPoisonedRequestFailsWithItsReasonAndOthersGoOn() throws Exception {
    try (var durable = new DurableProcess(folder, 1, "\"maxAttempts\": 2, \"backoff\": \"10ms\"")) {
      String poison = DurableProcess.location(durable.submit("poison"));
      String good = DurableProcess.location(durable.submit("good"));

      assertThat(durable.ended(good).getJsonObject("result").getString("body"))
          .isEqualTo("good by attempt 1");
      JsonObject told = durable.ended(poison);
      assertThat(told.getString("state")).isEqualTo("failed");
      assertThat(told.getInteger("attempts")).isEqualTo(2);
      assertThat(told.getJsonObject("problem").getString("detail"))
          .isEqualTo("attempt 2 of 2 answered 500");
      assertThat(told.getJsonObject("result").getInteger("status")).isEqualTo(500);
      assertThat(durable.calls()).containsEntry("poison", 2L);
    }
  }

  @Test
  void aLogIsRefusedToASecondProcessWithThePidOfTheFirst() throws Exception {
    try (var durable = new DurableProcess(folder, 1, "");
        PenstockProcess second = durable.beside()) {
      assertThat(second.exitCode()).isNotZero();
      assertThat(String.join("\n", second.problems()))
          .contains("belongs to process " + durable.process().pid());
      assertThat(durable.submit("still").statusCode()).isEqualTo(202);
    }
  }

  @Test
  void requestsMayBeAskedForCancelledAndFollowed() throws Exception {
    List<String> events;
    try (var durable = new DurableProcess(folder, 5000, "\"maxOngoing\": 1")) {
      String first = DurableProcess.location(durable.submit("first", "Idempotency-Key", "k"));
      String again = DurableProcess.location(durable.submit("other", "Idempotency-Key", "k"));
      String second = DurableProcess.location(durable.submit("second"));
      assertThat(again).isEqualTo(first);
      Until.holds(
          "progress",
          () -> {
            try {
              return durable.report(first).containsKey("progress");
            } catch (IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(durable.report(first).getJsonObject("progress").getString("note"))
          .isEqualTo("half of first");
      assertThat(durable.report(second).getString("state")).isEqualTo("pending");
      var following = durable.process().start(durable.process().request(second + "/events").GET());
      for (String location : List.of(first, second)) {
        var cancelled = durable.process().request(location).DELETE();
        JsonObject told = new JsonObject(durable.process().send(cancelled).body());
        assertThat(told.getString("state")).isEqualTo("cancelled");
      }
      events = following.get(20, TimeUnit.SECONDS).body().lines().toList();
      assertThat(durable.report(first + "/result").getInteger("status")).isEqualTo(410);
      assertThat(durable.report("/-/requests/" + "0".repeat(32)).getInteger("status"))
          .isEqualTo(404);
    }
    assertThat(events).anyMatch(line -> line.equals("event: cancelled"));
  }

  @Test
  void largeBodiesComeAndGoByFilesThatGoWithTheirRequests() throws Exception {
    String text = "x".repeat(3 << 20);
    try (var durable =
        new DurableProcess(folder, 1, "\"retention\": \"1ms\", \"durability\": \"disk\"")) {
      HttpResponse<String> accepted = durable.submit(text);
      assertThat(accepted.statusCode()).isEqualTo(202);
      Path bodies = folder.resolve(Path.of("requests", "bodies"));
      Until.holds("no files", () -> isEmpty(bodies) && !callsOf(durable).isEmpty());
      assertThat(durable.report(DurableProcess.location(accepted)).getInteger("status"))
          .isEqualTo(404);
    }
  }

  private static boolean isEmpty(Path directory) {
    try (var files = Files.list(directory)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Long> callsOf(DurableProcess durable) {
    try {
      return durable.calls();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
