package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that user code submits, in a process that is killed. */
@Tag("jar")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DurableCallsJarTest {
  private static final int CALLS = 50;

  @TempDir private Path folder;

  private String file() throws Exception {
    UserProject.in(folder);
    return Files.writeString(
            folder.resolve("calls.json"),
            """
            { "applications": [{ "name": "app", "root": "Clerk", "classpath": ["classes"],
                "async": { "directory": "requests", "maxAttempts": 100 },
                "deployments": {
                  "Summarizer": { "class": "acme.SlowSummarizer", "args": { "millis": 250 } },
                  "Clerk": { "class": "acme.Clerk",
                             "args": { "summarizer": { "$handle": "Summarizer" } } } } }] }
            """)
        .toString();
  }

  private static PenstockProcess start(String file) {
    return PenstockProcess.java("run", file, "--port", "0");
  }

  @Test
  void whatWasSubmittedIsDoneAndReadableAfterAKill() throws Exception {
    String file = file();
    Map<String, String> ids = new LinkedHashMap<>();
    try (PenstockProcess first = start(file)) {
      for (int i = 0; i < CALLS; i++) {
        var answer = first.send(first.request("/").POST(BodyPublishers.ofString("text " + i)));
        ids.put("text " + i, new JsonObject(answer.body()).getString("id"));
      }
      String some = ids.get("text 5");
      assertThat(new JsonObject(first.get(first.url() + "/" + some).body()).getString("text"))
          .isEqualTo("short text 5");
      first.signal("KILL");
      first.exitCode();
    }
    try (PenstockProcess shown =
        PenstockProcess.java("async", "show", folder.resolve("requests").toString())) {
      shown.exitCode();
      assertThat(String.join("\n", shown.stdout()))
          .contains("50 requests", "pending", "succeeded", "CALL app/Summarizer.summarize");
    }
    int again = 0;
    try (PenstockProcess second = start(file)) {
      for (Map.Entry<String, String> each : ids.entrySet()) {
        JsonObject result = new JsonObject(second.get(second.url() + "/" + each.getValue()).body());
        assertThat(result.getString("text")).isEqualTo("short " + each.getKey());
        again += result.getInteger("attempt") > 1 ? 1 : 0;
      }
    }
    assertThat(again).as("calls that ran again").isLessThanOrEqualTo(4);
  }
}
