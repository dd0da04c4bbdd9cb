package dev.penstock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import dev.penstock.config.ClusterConfig;
import dev.penstock.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HazelcastSettingsTest {
  @TempDir Path directory;

  private ClusterConfig cluster(String json) {
    String text = "{\"cluster\": " + json + ", \"applications\": []}";
    return new ConfigReader(Map.of()).read(text, "test", directory, List.of()).config().cluster();
  }

  @Test
  void nodesAreFoundByTheirMembersAndByNothingElse() {
    Config config =
        HazelcastSettings.of(
            cluster(
                "{\"enabled\": true, \"name\": \"shop\", \"members\": [\"10.0.0.1\", \"b:1\"]}"));
    JoinConfig join = config.getNetworkConfig().getJoin();

    assertThat(config.getClusterName()).isEqualTo("shop");
    assertThat(join.getTcpIpConfig().getMembers()).containsExactly("10.0.0.1:5701", "b:1");
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
  }

  @Test
  void theExampleForKubernetesIsWhatHazelcastUnderstands() {
    Path example = Path.of("conf/kubernetes/hazelcast.yaml").toAbsolutePath();
    Config config =
        HazelcastSettings.of(
            cluster("{\"host\": \"10.0.0.7\", \"hazelcast\": \"" + example + "\"}"));
    JoinConfig join = config.getNetworkConfig().getJoin();

    assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
    assertThat(join.getKubernetesConfig().getProperty("service-dns")).isEqualTo("penstock-nodes");
    assertThat(config.getNetworkConfig().getInterfaces().getInterfaces())
        .containsExactly("10.0.0.7");
    assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
  }

  @Test
  void aFileThatHazelcastRefusesIsTold() throws Exception {
    Files.writeString(directory.resolve("bad.yaml"), "hazelcast:\n  netwrok: {}\n");

    assertThatThrownBy(() -> HazelcastSettings.of(cluster("{\"hazelcast\": \"bad.yaml\"}")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("bad.yaml");
    Files.writeString(directory.resolve("torn.yaml"), "hazelcast:\n  network: {\n");
    assertThatThrownBy(() -> HazelcastSettings.of(cluster("{\"hazelcast\": \"torn.yaml\"}")))
        .hasMessageContaining("torn.yaml")
        .hasMessageMatching(".* line \\d+, column \\d+.*");
    assertThatThrownBy(() -> HazelcastSettings.of(cluster("{\"hazelcast\": \"none.yaml\"}")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("none.yaml");
  }
}
