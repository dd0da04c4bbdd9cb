package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadyLineTest {
  private static final ReadyLine LINE =
      new ReadyLine(
          "1.2.3",
          Optional.of("http://127.0.0.1:8000"),
          Instant.parse("2026-11-23T10:20:30.456789Z"),
          512,
          1,
          2,
          4,
          0,
          0,
          3);

  @Test
  void tellsWhereItListensHowLongItTookAndHowMuchItServes() {
    assertThat(LINE.in(LogFormat.TEXT))
        .isEqualTo(
            "Penstock 1.2.3 ready at http://127.0.0.1:8000 in 512 ms:"
                + " 1 application, 2 deployments, 4 replicas");
  }

  @Test
  void tellsTheSizeOfTheCluster() {
    ReadyLine line =
        new ReadyLine("1.2.3", LINE.url(), LINE.time(), 512, LINE.applications(), 2, 4, 3, 6, 8);

    assertThat(line.in(LogFormat.TEXT))
        .endsWith(
            "4 replicas on this node; the cluster has 3 nodes, 6 placed replicas serve, 8 are"
                + " wanted");
    assertThat(new JsonObject(line.in(LogFormat.JSON)).getInteger("nodes")).isEqualTo(3);
  }

  @Test
  void saysThatThereIsNoHttp() {
    ReadyLine line = new ReadyLine("1.2.3", Optional.empty(), LINE.time(), 512, 1, 2, 4, 0, 0, 3);

    assertThat(line.in(LogFormat.TEXT)).startsWith("Penstock 1.2.3 ready without HTTP in 512 ms:");
    assertThat(new JsonObject(line.in(LogFormat.JSON)).containsKey("url")).isFalse();
  }

  @Test
  void isAJsonObjectLikeTheLinesOfTheLog() {
    assertThat(new JsonObject(LINE.in(LogFormat.JSON)))
        .isEqualTo(
            new JsonObject()
                .put("time", "2026-11-23T10:20:30.456Z")
                .put("level", "INFO")
                .put("logger", "dev.penstock")
                .put("message", LINE.in(LogFormat.TEXT))
                .put("url", "http://127.0.0.1:8000")
                .put("millis", 512));
  }
}
