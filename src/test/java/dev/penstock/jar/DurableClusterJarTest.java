package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that one node of a cluster has accepted, and another one is asked about. */
@Tag("jar")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DurableClusterJarTest {
  private static final int ONGOING = 4;
  private static final int REQUESTS = 60;

  private static final String APPLICATION =
      """
      { "applications": [{ "name": "app", "root": "Root", "classpath": ["classes"],
          "async": { "directory": "requests" },
          "deployments": { "Root": { "class": "acme.Written", "replicas": 2,
                                     "args": { "file": "%s", "millis": 200 } } } }] }
      """;

  @TempDir private Path folder;

  private PenstockProcess begin(ClusterProcesses cluster, int number) {
    return cluster.begin(
        number, "applications[0].async.directory=" + folder.resolve("requests-" + number));
  }

  @Test
  void anyNodeAnswersForTheOneThatHasTheRequest() throws Exception {
    UserProject.in(folder);
    Path file =
        Files.writeString(
            folder.resolve("cluster.json"), APPLICATION.formatted(folder.resolve("calls")));
    try (var cluster = new ClusterProcesses(file, 2, "cluster.quorum=1")) {
      PenstockProcess owner = begin(cluster, 0);
      PenstockProcess other = begin(cluster, 1);
      owner.url();
      other.url();
      String location = DurableProcess.location(submit(owner, "first"));

      JsonObject told = new JsonObject(get(other, location + "?wait=60s").body());
      assertThat(told.getString("state")).isEqualTo("succeeded");
      assertThat(get(other, location + "/result").body()).isEqualTo("first by attempt 1");
      assertThat(get(other, location + "/events").body()).startsWith("event: succeeded");
      HttpResponse<String> late = other.send(other.request(location).DELETE());
      assertThat(late.statusCode()).isEqualTo(409);

      ClusterProcesses.kill(owner);
      Until.holds("503", () -> status(other, location) == 503);
      begin(cluster, 0).url();
      Until.holds("an answer", () -> status(other, location) == 200);
      assertThat(get(other, location + "/result").body()).isEqualTo("first by attempt 1");
    }
  }

  @Test
  void aNodeFinishesTheRequestsOfOneThatIsGoneForGood() throws Exception {
    UserProject.in(folder);
    Path calls = folder.resolve("calls");
    Path file = Files.writeString(folder.resolve("cluster.json"), APPLICATION.formatted(calls));
    Path log = folder.resolve("requests-0");
    try (var cluster = new ClusterProcesses(file, 3, "cluster.quorum=1")) {
      PenstockProcess owner = begin(cluster, 0);
      PenstockProcess heir = begin(cluster, 1);
      PenstockProcess third = begin(cluster, 2);
      List.of(owner, heir, third).forEach(PenstockProcess::url);
      assertThat(adopt(log, heir).problems()).singleElement().asString().contains("is open on");

      Map<String, String> accepted = new ConcurrentHashMap<>();
      Thread load = new Thread(() -> submitUntilKilled(owner, accepted));
      load.start();
      Until.holds("accepted requests", () -> accepted.size() >= REQUESTS);
      ClusterProcesses.kill(owner);
      load.join();
      String one = accepted.values().iterator().next();
      Until.holds("503", () -> status(third, one) == 503);

      try (PenstockProcess adopting = adopt(log, heir)) {
        assertThat(adopting.exitCode()).as("%s", adopting.stderr()).isZero();
        assertThat(adopting.stdout().get(0)).matches("Adopted .*requests-0: \\d+ requests, .*");
      }
      Until.holds("an answer", () -> status(third, one) == 200);
      // Killed as well: it goes on by itself.
      ClusterProcesses.kill(heir);
      PenstockProcess again = begin(cluster, 1);
      again.url();
      for (Map.Entry<String, String> each : accepted.entrySet()) {
        JsonObject told = new JsonObject(get(again, each.getValue() + "?wait=60s").body());
        assertThat(told.getString("state")).as(told.encode()).isEqualTo("succeeded");
        assertThat(get(again, each.getValue() + "/result").body()).startsWith(each.getKey());
      }
      List<String> lines = Files.readAllLines(calls);
      int repeated = lines.size() - Set.copyOf(lines).size();
      System.out.printf("%d accepted, all done; %d ran again%n", accepted.size(), repeated);
      assertThat(repeated).isLessThanOrEqualTo(2 * ONGOING);
      assertThat(adopt(log, again).stdout().get(0)).startsWith("Had adopted before ");

      PenstockProcess back = begin(cluster, 0);
      assertThat(back.exitCode()).isEqualTo(1);
      assertThat(String.join("\n", back.problems())).contains("was taken over by node n1");
    }
  }

  private static PenstockProcess adopt(Path log, PenstockProcess heir) {
    return PenstockProcess.java("async", "adopt", log.toString(), "--admin", heir.adminUrl());
  }

  private static void submitUntilKilled(PenstockProcess to, Map<String, String> accepted) {
    try {
      for (int i = 0; ; i++) {
        HttpResponse<String> answer = submit(to, "request " + i + ".");
        if (answer.statusCode() == 202) {
          accepted.put("request " + i + ".", DurableProcess.location(answer));
        }
      }
    } catch (Exception killed) {
      // Nobody knows whether the last one was accepted.
    }
  }

  @Test
  void progressOfACallOnAnotherNodeIsTold() throws Exception {
    UserProject.in(folder);
    String elsewhere =
        APPLICATION
            .formatted(folder.resolve("calls"))
            .replace("\"replicas\": 2", "\"placement\": { \"nodes\": [\"n1\"] }")
            .replace("200", "60000");
    Path file = Files.writeString(folder.resolve("cluster.json"), elsewhere);
    try (var cluster = new ClusterProcesses(file, 2, "cluster.quorum=2")) {
      PenstockProcess owner = begin(cluster, 0);
      begin(cluster, 1).url();
      String location = DurableProcess.location(submit(owner, "first"));

      Until.holds("progress", () -> progress(owner, location) != null);
      assertThat(progress(owner, location))
          .isEqualTo(new JsonObject().put("fraction", 0.5).put("note", "half of first"));
    }
  }

  private static @Nullable JsonObject progress(PenstockProcess node, String location) {
    try {
      return new JsonObject(get(node, location).body()).getJsonObject("progress");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> submit(PenstockProcess node, String body) throws Exception {
    return node.send(
        node.request("/").header("Prefer", "respond-async").POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> get(PenstockProcess node, String path) throws Exception {
    return node.get(node.url() + path);
  }

  private static int status(PenstockProcess node, String path) {
    try {
      return get(node, path).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
