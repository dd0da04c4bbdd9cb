package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code conf/batch.json}: texts of single requests that go through a model in batches. */
@Tag("jar")
class BatchJarTest {
  private static PenstockProcess penstock;

  @BeforeAll
  static void start() {
    penstock = PenstockProcess.java("run", "conf/batch.json", "--port", "0");
    assertThat(penstock.url()).startsWith("http://"); // if not, no test need wait for it
  }

  @AfterAll
  static void stop() {
    penstock.close();
  }

  @Test
  void requestThatIsAloneIsABatchOfOne() throws Exception {
    JsonObject answer =
        new JsonObject(penstock.post("/", "How long must I boil rice?".getBytes(UTF_8)).body());

    assertThat(answer.getString("topic")).isEqualTo("cooking");
    assertThat(answer.getInteger("batch")).isEqualTo(1);
  }

  @Test
  void requestsThatComeTogetherShareBatchesAndEachGetsItsOwnAnswer() {
    List<String> texts = List.of("Rain and wind tomorrow", "A goal in the last minute");
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 200).mapToObj(i -> post(client, texts.get(i % texts.size()))).toList();

    int largest = 0;
    for (int i = 0; i < answers.size(); i++) {
      JsonObject answer = new JsonObject(answers.get(i).join().body());
      assertThat(answer.getString("topic")).isEqualTo(i % 2 == 0 ? "weather" : "sports");
      largest = Math.max(largest, answer.getInteger("batch"));
    }
    assertThat(largest).isBetween(2, 32);
  }

  @Test
  void emptyTextIsRefused() throws Exception {
    assertThat(penstock.post("/", " ".getBytes(UTF_8)).statusCode()).isEqualTo(400);
  }

  private static CompletableFuture<HttpResponse<String>> post(HttpClient client, String text) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(penstock.url() + "/"))
            .header("content-type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
