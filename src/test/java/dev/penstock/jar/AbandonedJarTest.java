package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose calls never complete goes on serving. */
@Tag("jar")
class AbandonedJarTest {
  @TempDir private Path folder;

  @Test
  void servesAfterAHundredCallsThatNeverComplete() throws Exception {
    String site = UserProject.in(folder).site();
    try (var penstock = PenstockProcess.java("run", site, "--set", "abandonAfter=200ms")) {
      assertThat(penstock.url()).startsWith("http://");
      List<CompletableFuture<HttpResponse<String>>> never = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        never.add(penstock.start(act(penstock, "never").header("X-Request-Timeout-Ms", "1000")));
      }
      for (CompletableFuture<HttpResponse<String>> each : never) {
        assertThat(each.get().statusCode()).isEqualTo(504);
      }

      // All slots are taken now; this one waits until the first is free again.
      HttpResponse<String> next = penstock.send(act(penstock, "fine"));

      assertThat(next.statusCode()).isEqualTo(200);
      assertThat(next.body()).isEqualTo("done: fine");
      assertThat(penstock.line("still runs 200 ms after its caller gave it up")).contains("act");
    }
  }

  private static HttpRequest.Builder act(PenstockProcess penstock, String how) {
    return penstock
        .request("/unruly")
        .header("Content-Type", "text/plain")
        .POST(BodyPublishers.ofString(how));
  }
}
