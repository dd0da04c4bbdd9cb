package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Metrics and status of a running jar, as an operator asks for them. */
@Tag("jar")
class AdminJarTest {
  private static PenstockProcess pipeline(String... more) {
    String[] arguments = {"run", "conf/pipeline.json", "--port", "0", "--set", "http.eventLoops=2"};
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return PenstockProcess.java(all);
  }

  @Test
  void tellsMetricsAndStatusOfWhatWasCalled() throws Exception {
    try (var penstock = pipeline()) {
      penstock.post("/", "Hello".getBytes(UTF_8));
      penstock.post("/", "Hello".getBytes(UTF_8));
      String admin = penstock.adminUrl();

      var metrics = penstock.get(admin + "/metrics");
      assertThat(metrics.statusCode()).isEqualTo(200);
      assertThat(metrics.body())
          .contains(
              "penstock_calls_total{deployment=\"pipeline/Model\",edge=\"pipeline/Gateway.model\"}"
                  + " 2.0\n")
          .contains("jvm_memory_used_bytes");
      try (var status = PenstockProcess.java("status", "--admin", admin)) {
        assertThat(status.exitCode()).isZero();
        assertThat(status.stdout())
            .anyMatch(line -> line.matches("Penstock \\S+ at " + penstock.url() + ", up .*: ready"))
            .anyMatch(line -> line.matches("pipeline/Model +2/2 +0/200 +0 +2 .*"));
        assertThat(status.problems()).isEmpty();
      }
      assertThat(penstock.printed())
          .filteredOn(line -> line.contains("ready at") || line.contains("Admin at"))
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("Admin at " + admin),
              line -> assertThat(line).startsWith("Penstock "));
      penstock.terminate();
      assertThat(penstock.exitCode()).isZero();
      assertThat(penstock.problems()).isEmpty();
    }
  }

  @Test
  void endsWithOneLineWhenTheAdminPortIsInUse() {
    try (var first = pipeline()) {
      int port = URI.create(first.adminUrl()).getPort();
      try (var second = pipeline("--admin-port", String.valueOf(port))) {
        assertThat(second.exitCode()).isOne();
        assertThat(second.problems())
            .singleElement()
            .satisfies(
                line ->
                    assertThat(line)
                        .startsWith("error: port " + port + " on 127.0.0.1 is in use")
                        .contains("--admin-port"));
      }
    }
  }

  @Test
  void statusEndsWithOneLineWhereNothingListens() {
    try (var status = PenstockProcess.java("status", "--admin", "http://127.0.0.1:1")) {
      assertThat(status.exitCode()).isOne();
      assertThat(status.stdout()).isEmpty();
      assertThat(status.problems())
          .singleElement()
          .satisfies(
              line -> assertThat(line).startsWith("error: nothing listens at http://127.0.0.1:1;"));
    }
  }

  @Test
  void saysWhereTheAdminListenerIsAsJsonToo() {
    try (var penstock = pipeline("--log-format", "json")) {
      assertThat(penstock.line("\"adminUrl\":\"http://127.0.0.1:")).contains("\"message\":\"Admin");
    }
  }
}
