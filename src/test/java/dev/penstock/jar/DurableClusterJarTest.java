package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that one node of a cluster has accepted, and another one is asked about. */
@Tag("jar")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DurableClusterJarTest {
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
