package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Problem;
import dev.penstock.config.PlacementConfig.Near;
import dev.penstock.config.PlacementConfig.OnNodes;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of a cluster, and of where replicas run in it. */
class ClusterReaderTest {
  private static ConfigReader.Result read(String cluster, String deployment) {
    String file =
        """
        { "cluster": %s, "applications": [{ "name": "a", "root": "D",
          "deployments": { "D": { "class": "C"%s } } }] }
        """
            .formatted(cluster, deployment);
    return new ConfigReader(Map.of("GPUS", "2")).read(file, "test", Path.of("/"), List.of());
  }

  private static ClusterConfig cluster(String json) {
    ConfigReader.Result read = read(json, "");
    assertThat(read.problems()).isEmpty();
    return read.config().cluster();
  }

  private static DeploymentConfig deployment(String keys) {
    ConfigReader.Result read = read("{}", keys);
    assertThat(read.problems()).isEmpty();
    return read.config().applications().get(0).deployments().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1",
    "'\"a\"', 1",
    "'\"a\",\"b\"', 2",
    "'\"a\",\"b\",\"c\"', 2",
    "'\"a\",\"b\",\"c\",\"d\"', 3"
  })
  void quorumIsMoreThanHalfOfTheMembersUnlessItIsWritten(String members, int quorum) {
    assertThat(cluster("{\"members\": [" + members + "]}").quorum()).isEqualTo(quorum);
    assertThat(cluster("{\"quorum\": 5, \"members\": [" + members + "]}").quorum()).isEqualTo(5);
  }

  @Test
  void readsWhatANodeIsAndHas() {
    ClusterConfig cluster =
        cluster(
            "{\"node\": \"n1\", \"resources\": {\"gpu\": \"${GPUS}\"}, \"onMinority\": \"refuse\"}");

    assertThat(cluster.node()).contains("n1");
    assertThat(cluster.resources()).containsExactly(Map.entry("gpu", new BigDecimal("2")));
    assertThat(cluster.onMinority()).isEqualTo(OnMinority.REFUSE);
  }

  @Test
  void readsWhereReplicasRun() {
    assertThat(deployment(", \"placement\": {\"near\": \"Other\"}").placement().rule())
        .isEqualTo(new Near("Other"));
    PlacementConfig named =
        deployment(", \"placement\": {\"nodes\": [\"n1\"]}, \"resources\": {\"gpu\": 0.50}")
            .placement();
    assertThat(named)
        .isEqualTo(
            new PlacementConfig(new OnNodes(List.of("n1")), Map.of("gpu", new BigDecimal("0.5"))));
  }

  @Test
  void tellsWhatIsWrong() {
    ConfigReader.Result read =
        read(
            "{\"quorum\": 0, \"onMinority\": \"wait\", \"resources\": {\"gpu\": -1, \"tpu\": 0.00001}}",
            ", \"placement\": {\"near\": \"A\", \"nodes\": [\"b\"], \"on\": 1}");

    assertThat(read.problems().stream().map(Problem::toString))
        .anyMatch(each -> each.contains("$.cluster.quorum: must be a whole number"))
        .anyMatch(each -> each.contains("$.cluster.onMinority: must be one of"))
        .anyMatch(
            each -> each.contains("$.cluster.resources.gpu: must be a number from 0 to 1000000"))
        .anyMatch(each -> each.contains("$.cluster.resources.tpu: must be a number"))
        .anyMatch(each -> each.contains("placement.nodes: replicas are placed near"))
        .anyMatch(each -> each.contains("unknown key 'on'"));
  }

  @Test
  void wantsAFileOfHazelcastThatIsThereAndAQuorumBesideIt() {
    assertThat(read("{\"enabled\": true, \"hazelcast\": \"none.yaml\"}", "").problems())
        .extracting(Problem::toString)
        .anyMatch(
            each -> each.contains("$.cluster.hazelcast: names /none.yaml, which is not there"))
        .anyMatch(each -> each.contains("$.cluster.quorum: is missing"));
    // Such as a file that is checked elsewhere than where it runs.
    assertThat(read("{\"hazelcast\": \"none.yaml\"}", "").problems()).isEmpty();
  }

  @Test
  void numbersOfReplicasStandInArgumentsOnly() {
    DeploymentConfig deployment =
        deployment(", \"args\": {\"device\": [\"gpu:${replica.indexOnNode}\"]}");
    assertThat(deployment.args().toString()).contains("gpu:${replica.indexOnNode}");

    assertThat(read("{\"name\": \"${replica.index}\"}", "").problems())
        .singleElement()
        .asString()
        .contains("$.cluster.name", "in the args of a deployment only");
  }
}
