package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The arguments that {@code conf/kubernetes/penstock.yaml} gives a node, as a node reads them. */
class KubernetesManifestTest {
  private static final Path CONF = Path.of("conf").toAbsolutePath();
  private static final Pattern SETTING = Pattern.compile("(?m)^ +- --set=(\\S+)$");

  @Test
  void itsSettingsAreValidAndItsTimesLongEnough() throws IOException {
    String manifest = Files.readString(CONF.resolve("kubernetes/penstock.yaml"));
    List<String> settings =
        SETTING
            .matcher(manifest)
            .results()
            .map(found -> found.group(1))
            .map(setting -> setting.replace("$(POD_IP)", "10.1.2.3"))
            .map(setting -> setting.replace("$(CLUSTER_SECRET)", "0123456789abcdef".repeat(4)))
            .map(setting -> setting.replace("/app/", CONF.resolve("kubernetes") + "/"))
            .toList();

    ConfigReader.Result read =
        new ConfigReader(Map.of()).read(CONF.resolve("pipeline.json"), settings);

    assertThat(read.problems()).isEmpty();
    ClusterConfig cluster = read.config().cluster();
    assertThat(cluster.enabled()).isTrue();
    assertThat(cluster.host()).isEqualTo("10.1.2.3");
    int nodes = number(manifest, "replicas");
    assertThat(cluster.quorum()).isEqualTo(nodes / 2 + 1);
    assertThat(manifest).contains("containerPort: " + read.config().http().port());
    assertThat(manifest).contains("containerPort: " + cluster.port());
    assertThat(cluster.secret()).isPresent();
    assertThat(cluster.leaveNotice())
        .as("longer than three probes of readiness, every two seconds")
        .isGreaterThan(Duration.ofSeconds(6));
    Duration stopping = read.config().shutdownTimeout().plus(cluster.leaveNotice());
    assertThat(Duration.ofSeconds(number(manifest, "terminationGracePeriodSeconds")))
        .as("longer than a node takes to stop")
        .isGreaterThan(stopping);
  }

  private static int number(String manifest, String key) {
    Matcher found = Pattern.compile("(?m)^ +" + key + ": (\\d+)$").matcher(manifest);
    assertThat(found.find()).as(key).isTrue();
    return Integer.parseInt(found.group(1));
  }
}
