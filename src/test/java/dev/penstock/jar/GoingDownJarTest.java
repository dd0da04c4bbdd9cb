package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM and Ctrl-C. */
@Tag("jar")
class GoingDownJarTest {
  /** The bit of SIGINT in Linux's list of signals that a process ignores. */
  private static final long SIGINT = 1L << 1;

  @TempDir private static Path folder;
  private static UserProject project;

  @BeforeAll
  static void compile() {
    project = UserProject.in(folder);
  }

  @Test
  void answersRequestsInFlightAfterSigterm() throws Exception {
    answersRequestsInFlightAfter("TERM");
  }

  @Test
  void answersRequestsInFlightAfterCtrlC() throws Exception {
    assumeThat(isInterruptible()).as("this process was started with Ctrl-C ignored").isTrue();

    answersRequestsInFlightAfter("INT");
  }

  private static void answersRequestsInFlightAfter(String signal) throws Exception {
    try (var penstock = PenstockProcess.java("run", project.rootOf("Patient", "[true]"))) {
      var inFlight =
          penstock.start(penstock.request("/").POST(BodyPublishers.ofString("last words")));
      penstock.line("acting: last words");

      penstock.signal(signal);

      assertThat(inFlight.join().body()).isEqualTo("done: last words");
      assertThat(penstock.exitCode()).isZero();
      assertThat(penstock.problems()).isEmpty();
    }
  }

  @Test
  void aNodeOfAClusterAnswersRequestsInFlightAlsoWhileItWaitsForOthers() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("waits.json"),
            """
            { "cluster": { "enabled": true, "port": 0 },
              "applications": [
                { "name": "app", "root": "Root", "classpath": ["classes"],
                  "deployments": { "Root": { "class": "acme.Patient", "args": [true] } } },
                { "name": "never", "route": "/never", "root": "Gpu", "classpath": ["classes"],
                  "deployments": { "Gpu": { "class": "acme.Slow", "args": [1],
                                            "resources": { "gpu": 1 } } } }] }
            """);
    try (var penstock = PenstockProcess.java("run", file.toString())) {
      String url = penstock.line("starting app").replaceFirst(".* on ", "");
      penstock.line("1 of 1 replicas fit on no node");
      Until.holds("Root serves", () -> !reasons(penstock, url).contains("app/Root"));
      assertThat(reasons(penstock, url)).contains("starting", "never/Gpu has no replica");
      var inFlight =
          penstock.start(
              HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString("last words")));
      penstock.line("acting: last words");

      penstock.terminate();

      assertThat(inFlight.join().body()).isEqualTo("done: last words");
      assertThat(penstock.exitCode()).isEqualTo(128 + 15);
      assertThat(penstock.problems()).isEmpty();
    }
  }

  private static String reasons(PenstockProcess penstock, String url) {
    try {
      return penstock.get(url + "/-/readyz").body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void endsAtOnceWhileItStarts() throws Exception {
    try (var penstock = PenstockProcess.java("run", project.rootOf("Patient", "[false]"))) {
      penstock.line("starting app on http://");

      penstock.terminate();

      assertThat(penstock.exitCode()).isEqualTo(128 + 15);
      assertThat(penstock.problems()).isEmpty();
      assertThat(penstock.stdout()).noneMatch(line -> line.contains("ready at"));
    }
  }

  /** Shells start what runs in their background with Ctrl-C ignored, and processes inherit it. */
  private static boolean isInterruptible() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return true;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
        .allMatch(ignored -> (ignored & SIGINT) == 0);
  }
}
