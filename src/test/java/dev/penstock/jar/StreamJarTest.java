package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A story that is told word by word, as the README shows it. */
@Tag("jar")
class StreamJarTest {
  private static final String REQUEST =
      String.join(
          "\r\n",
          "POST / HTTP/1.1",
          "Host: h",
          "Accept: text/event-stream",
          "Content-Length: 16",
          "Connection: close",
          "",
          "Once upon a time");

  @Test
  void tellsItWordByWordAndStopsWhenItsReaderLeaves() throws Exception {
    try (var penstock = PenstockProcess.java("run", "conf/stream.json", "--port", "0")) {
      URI url = URI.create(penstock.url());
      List<String> words = new ArrayList<>();
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        long first = 0;
        while (words.size() < 5) {
          String line = in.readLine();
          if (line.startsWith("data:")) {
            words.add(line.substring("data:".length()).strip());
            first = first == 0 ? System.nanoTime() : first;
          }
        }
        // Each word takes its 60 ms: they do not come all at once.
        assertThat(System.nanoTime() - first).isGreaterThan(120_000_000L);
        assertThat(ongoing(penstock)).isEqualTo(2);
      }
      // The generator notices at once, and frees its slot.
      while (ongoing(penstock) > 0) {
        Thread.onSpinWait();
      }
      assertThat(words).allMatch(word -> !word.isEmpty());
    }
  }

  private static int ongoing(PenstockProcess penstock) throws Exception {
    JsonObject status = new JsonObject(penstock.get(penstock.adminUrl() + "/api/status").body());
    return status.getJsonArray("applications").getJsonObject(0).getJsonArray("deployments").stream()
        .map(JsonObject.class::cast)
        .mapToInt(deployment -> deployment.getInteger("ongoing"))
        .sum();
  }
}
