package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, of which one has little room for objects. */
@Tag("jar")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FullStoreJarTest {
  private static final String APPLICATION =
      """
      { "applications": [{ "name": "app", "root": "Held", "classpath": ["classes"],
        "deployments": {
          "Held": { "class": "acme.Held", "args": { "millis": 1500 },
                    "placement": { "nodes": ["n1"] } } } }] }
      """;

  private static final int ROOM = 4;
  private static final int ASKED = 10;

  @TempDir private Path folder;

  @Test
  void aNodeWithAFullStoreRefusesWhatIsTooLargeForAWhileAndNothingElse() throws Exception {
    UserProject.in(folder);
    Path file = Files.writeString(folder.resolve("held.json"), APPLICATION);
    try (var cluster = new ClusterProcesses(file, 2, "cluster.quorum=1")) {
      PenstockProcess small =
          cluster.begin(0, "store.capacity=" + ROOM + "MiB", "store.segment=1MiB");
      PenstockProcess other = cluster.begin(1);
      small.url();
      other.url();

      List<CompletableFuture<HttpResponse<String>>> atSmall = new ArrayList<>();
      List<CompletableFuture<HttpResponse<String>>> atOther = new ArrayList<>();
      for (int i = 0; i < ASKED; i++) {
        atSmall.add(send(small, 900_000));
        atOther.add(send(other, 900_000));
      }
      CompletableFuture.anyOf(atSmall.toArray(new CompletableFuture<?>[0])).join();
      for (int i = 0; i < ASKED; i++) {
        assertThat(send(small, 100).join().statusCode()).as("a small one").isEqualTo(200);
      }
      List<Integer> statuses = statuses(atSmall);
      System.out.println("at the node with a full store: " + statuses);
      assertThat(statuses).containsOnly(200, 507);
      assertThat(statuses.stream().filter(each -> each == 200).count()).isBetween(1L, (long) ROOM);
      assertThat(statuses(atOther)).containsOnly(200);
      assertThat(send(small, 900_000).join().body()).as("there is room again").isEqualTo("900000");
      assertThat(small.runs() && other.runs()).isTrue();
    }
  }

  private static List<Integer> statuses(List<CompletableFuture<HttpResponse<String>>> answers) {
    return answers.stream().map(each -> each.join().statusCode()).toList();
  }

  private static CompletableFuture<HttpResponse<String>> send(PenstockProcess node, int length) {
    return node.start(
        node.request("/")
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(new byte[length])));
  }
}
