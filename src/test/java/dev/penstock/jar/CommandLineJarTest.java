package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands, exit codes and streams of the jar. */
@Tag("jar")
class CommandLineJarTest {
  @TempDir private Path directory;

  @Test
  void printsItsVersion() throws Exception {
    try (var penstock = PenstockProcess.java("--version")) {
      assertThat(penstock.exitCode()).isZero();
      assertThat(penstock.stdout())
          .singleElement()
          .asString()
          .matches("Penstock \\d+\\.\\d+\\.\\d+");
    }
  }

  @Test
  void listsItsCommands() throws Exception {
    try (var penstock = PenstockProcess.java("--help")) {
      assertThat(penstock.exitCode()).isZero();
      assertThat(String.join("\n", penstock.stdout())).contains("run", "validate", "graph");
    }
  }

  @Test
  void explainsAnUnknownOption() throws Exception {
    try (var penstock = PenstockProcess.java("run", "conf/pipeline.json", "--prot", "1")) {
      assertThat(penstock.exitCode()).isEqualTo(2);
      assertThat(penstock.stderr()).hasSizeLessThan(4).first().asString().contains("--prot");
    }
  }

  @Test
  void approvesOfAValidFile() throws Exception {
    try (var penstock = PenstockProcess.java("validate", "conf/images.json")) {
      assertThat(penstock.exitCode()).isZero();
      assertThat(penstock.stdout())
          .containsExactly("conf/images.json is valid: 1 application, 4 deployments");
    }
  }

  @Test
  void reportsEveryErrorWithItsPathAndStartsNothing() throws Exception {
    Path file = directory.resolve("wrong.json");
    Files.writeString(
        file,
        """
        { "http": { "port": 0 },
          "applications": [{ "name": "wrong", "root": "Model", "deployments": {
            "Model": { "class": "com.example.Missing", "replica": 2 } } }] }
        """);

    try (var penstock = PenstockProcess.java("run", file.toString())) {
      assertThat(penstock.exitCode()).isEqualTo(2);
      assertThat(penstock.stdout()).isEmpty();
      assertThat(String.join("\n", penstock.stderr()))
          .contains("$.applications[0].deployments.Model.class", "com.example.Missing")
          .contains("$.applications[0].deployments.Model.replica", "replicas")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void saysThatThereIsNoSuchFile() throws Exception {
    Path file = directory.resolve("missing.json");

    try (var penstock = PenstockProcess.java("run", file.toString())) {
      assertThat(penstock.exitCode()).isEqualTo(2);
      assertThat(String.join("\n", penstock.stderr()))
          .contains(file.toString())
          .doesNotContain("\tat ");
    }
  }

  @Test
  void saysInOneLineThatThePortIsInUse() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var penstock =
            PenstockProcess.java(
                "run", "conf/pipeline.json", "--port", String.valueOf(taken.getLocalPort()))) {
      assertThat(penstock.exitCode()).isEqualTo(1);
      assertThat(penstock.problems())
          .singleElement()
          .asString()
          .isEqualTo(
              "error: port %d on 127.0.0.1 is in use; choose another with --port, 0 takes a free one"
                  .formatted(taken.getLocalPort()));
    }
  }

  @Test
  void endsWithSuccessWhenTerminated() throws Exception {
    try (var penstock = PenstockProcess.java("run", "conf/pipeline.json", "--port", "0")) {
      assertThat(penstock.url()).startsWith("http://127.0.0.1:");

      penstock.terminate();

      assertThat(penstock.exitCode()).isZero();
    }
  }

  @Test
  void writesNothingButJsonWhenAskedTo() throws Exception {
    try (var penstock =
        PenstockProcess.java("run", "conf/pipeline.json", "--port", "0", "--log-format", "json")) {
      String url = penstock.url();
      penstock.terminate();

      assertThat(penstock.stdout())
          .allSatisfy(line -> assertThat(new JsonObject(line).getString("message")).isNotBlank())
          .anySatisfy(line -> assertThat(new JsonObject(line).getString("url")).isEqualTo(url));
    }
  }
}
