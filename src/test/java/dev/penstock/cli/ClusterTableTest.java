package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;

class ClusterTableTest {
  private static ClusterTable table(int visible, boolean quorum) throws Exception {
    return new ClusterTable(
        new ObjectMapper()
            .readTree(
                """
                {"visible":%d,"quorum":2,"seesQuorum":%s,
                 "leaders":[{"application":"app","leader":"n1","epoch":4}],
                 "nodes":[{"id":"x","name":"n1","self":true,"state":"ready","host":"10.0.0.1",
                   "since":"2026-01-01T00:00:00Z","url":"http://10.0.0.1:8000",
                   "replicas":{"app/Model":2,"app/Other":1}},
                  {"id":"y","name":"n2","self":false,"state":"draining","replicas":{}}]}
                """
                    .formatted(visible, quorum)));
  }

  @Test
  void tellsWhatIsSeenWhoLeadsAndWhatRunsWhere() throws Exception {
    assertThat(table(3, true).head())
        .isEqualTo(
            "Cluster: this node sees 3 nodes, a quorum is 2\n  app is placed by n1 (epoch 4)\n");
    assertThat(table(3, true).nodes().text())
        .contains("n1 (this)", "10.0.0.1", "ready", "2 app/Model, 1 app/Other")
        .contains("n2", "draining", "none");
  }

  @Test
  void saysThatTheNodeIsInAMinority() throws Exception {
    assertThat(table(1, false).head()).contains("sees 1 node, a minority: quorum 2");
  }

  @Test
  void isEmptyForANodeThatIsAlone() {
    ClusterTable none = new ClusterTable(MissingNode.getInstance());
    assertThat(none.head()).isEmpty();
    assertThat(none.nodes().isEmpty()).isTrue();
  }
}
