package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar with a file of two applications, of which one calls the other. */
@Tag("jar")
class CrossApplicationJarTest {
  @TempDir private Path directory;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        directory.resolve("cross.json"),
        """
        {
          "http": {"port": 0, "eventLoops": 2},
          "applications": [
            {"name": "front", "root": "Gateway", "deployments": {
              "Gateway": {"class": "dev.penstock.examples.Gateway", "args": {
                "model": {"$handle": "models/Echo", "timeout": "2s"}}}}},
            {"name": "models", "deployments": {
              "Echo": {"class": "dev.penstock.examples.EchoModel", "replicas": 2}}}
          ]
        }
        """);
  }

  @Test
  void drawsBothApplications() {
    try (var penstock = PenstockProcess.java("graph", file())) {
      assertThat(penstock.exitCode()).isZero();
      assertThat(penstock.stdout())
          .containsExactly(
              "front at /",
              "└─ Gateway  dev.penstock.examples.Gateway  [ingress, 2 instances, event-loop]",
              "   └─ model (timeout 2s) → models/Echo",
              "",
              "models (no root: only other applications call it)",
              "└─ Echo  dev.penstock.examples.EchoModel  [2 replicas, event-loop]");
    }
  }

  @Test
  void servesARequestThatCrosses() throws Exception {
    try (var penstock = PenstockProcess.java("run", file())) {
      assertThat(penstock.post("/", "hi".getBytes(UTF_8)).body()).isEqualTo("Model processed: hi");
      penstock.terminate();
      assertThat(penstock.exitCode()).isZero();
      assertThat(penstock.problems()).isEmpty();
    }
  }

  private String file() {
    return directory.resolve("cross.json").toString();
  }
}
