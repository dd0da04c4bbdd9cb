package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterSecretTest {
  private static ConfigReader.Result read(int port, String secret) {
    String text =
        """
        {"cluster": {"enabled": true, "transferPort": %d, "secret": "%s"},
         "applications": [{"name": "a", "root": "M", "deployments": {"M": {"class": "x.M"}}}]}"""
            .formatted(port, secret);
    return new ConfigReader(Map.of()).read(text, "test", Path.of("/etc"), List.of());
  }

  @Test
  void readsTheSecretAndThePortForObjectsAndPrintsTheSecretNowhere() {
    ClusterConfig cluster = read(5801, "sixteen letters.").config().cluster();

    assertThat(cluster.secret()).contains(new Secret("sixteen letters."));
    assertThat(cluster.transferPort()).isEqualTo(5801);
    assertThat(cluster.toString()).doesNotContain("sixteen");
  }

  @Test
  void refusesASecretThatCouldBeGuessedAndAPortThatIsNone() {
    assertThat(read(70000, "fifteen letters").problems().toString())
        .contains("has 15 characters, and must have at least 16")
        .contains("transferPort")
        .doesNotContain("fifteen letters");
  }
}
