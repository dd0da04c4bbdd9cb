package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The README's first command, and its request. */
@Tag("jar")
class PipelineJarTest {
  @Test
  void answersTheRequestOfTheReadmeAndPrintsTheReadyLine() throws Exception {
    try (var penstock =
        PenstockProcess.script("conf/pipeline.json", "--port", "0", "--set", "http.eventLoops=2")) {
      var answer = penstock.post("/", "Hello Pipeline".getBytes(UTF_8));

      assertThat(answer.body()).isEqualTo("Model processed: Hello Pipeline");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");

      penstock.terminate();
      assertThat(penstock.exitCode()).isZero();
      assertThat(penstock.stderr()).isEmpty();
      assertThat(penstock.stdout())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .matches(
                          "Penstock \\S+ ready at http://127\\.0\\.0\\.1:\\d+ in \\d+ ms:"
                              + " 1 application, 2 deployments, 4 replicas"));
    }
  }
}
